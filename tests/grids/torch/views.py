"""torch's functions that move, repeat and cut out numbers, refusals included."""

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions

SHAPES = [(), (6,), (4, 6), (2, 3, 4)]
PLANE, CUBE = (4, 6), (2, 3, 4)
ROWS = Tensor((4, 3), "float32")
DIMS = [0, 1, -1, 2, -3, 5]
DTYPES = ["float32", "float16", "int64", "uint8", "bool", "complex64", "bfloat16", "float64"]
CASTS = (
    "float half bfloat16 double long int short char byte bool cfloat cdouble contiguous clone cpu "
    "requires_grad_ detach data"
)
TURNED = "T mT H mH adjoint t"
WHOLE = [Tensor((), "int64"), Tensor((1,), "int64"), Tensor((4,), "int32"), Tensor((3,), "int64")]
FUNCTIONS = [
    *functions("view", *SHAPES, size=[(-1,), (24,), (2, -1, 3), (-1, -1), (5, -1), (0, -1), (), -1,
                                      (4, 6), (-2, 3)]),
    *functions("reshape", *SHAPES, shape=[(-1,), (2, -1, 3), (5, -1), (4, 6), -1]),
    *functions("view", (1,), size=[(), (1, 1)]),
    *functions("view_as reshape_as", ((2, 3, 4), (6, 4)), ((2, 3, 4), (6, 3)), ((), (1, 1))),
    *functions("ravel", *SHAPES),
    *functions("flatten", *SHAPES, start_dim=[0, 1, -2, 3], end_dim=[-1, 1, 0]),
    *functions("unflatten", *SHAPES, dim=[0, -1], sizes=[(2, -1), (-1, 2, 1), (5, -1), (), (-1, -1),
                                                        (3, 2)]),
    *functions("permute", *SHAPES, dims=[(), (0,), (1, 0), (2, 0, 1), (-1, 0, 1), (0, 1, 1)]),
    *functions("transpose", *SHAPES, dim0=[0, 1], dim1=DIMS),
    *functions("swapdims", CUBE, dim0=[0], dim1=[2]),
    *functions("swapaxes", CUBE, axis0=[0], axis1=[2, 3]),
    *functions("movedim moveaxis", *SHAPES, source=[0, (0, 1), (0, 0), -1],
               destination=[0, 1, (1, 0)]),
    *functions(TURNED, *SHAPES),
    *functions("unsqueeze", *SHAPES, dim=DIMS),
    *functions("squeeze", (), (1, 4), (4, 3), (1, 3, 3), dim=[0, 1, (0, 1), -1, (0, 0), ()]),
    *functions("squeeze", (), (1, 4), (1, 3, 4), (1,)),
    *functions("expand broadcast_to", (), (4,), (1, 4), (3, 1),
               size=[(3, 4), (-1, 4), (2, 3, 4), (-1, 3, 4), (2, -1, -1), (0, 4), (4,), ()]),
    *functions("expand_as", ((4,), (3, 4)), ((1, 4), (2, 3, 4)), ((3, 4), (4,)), ((3,), (4,))),
    *functions("repeat", *SHAPES, repeats=[(2,), (1, 2), (2, 1, 3), (0, 1, 1), 3, ()]),
    *functions("tile", *SHAPES, dims=[(2,), (1, 2), (2, 1, 3), (0, 1, 1), 3, ()]),
    *functions("repeat_interleave", *SHAPES, repeats=[2, 0, 1], dim=[None, *DIMS]),
    *functions("repeat_interleave", PLANE, repeats=[2], dim=[0], output_size=[8, 9]),
    *functions("repeat_interleave", (3,), repeats=[2], dim=[None], output_size=[6, 7]),
    *functions("repeat_interleave.self_Tensor", *[(ROWS, counts) for counts in WHOLE],
               dim=[0, 1]),
    *functions("repeat_interleave.self_Tensor", (ROWS, Tensor((12,), "int64")),
               dim=[None]),
    *functions("repeat_interleave.self_Tensor", (ROWS, Tensor((4,), "int64")),
               dim=[0], output_size=[4]),
    *functions("repeat_interleave.self_Tensor", ((4, 3), (4,)), dim=[0]),
    *functions("repeat_interleave.Tensor", (4,), (4, 3), dtype="int64"),
    *functions("repeat_interleave.Tensor", (4,), dtype="int32"),
    *functions("repeat_interleave.Tensor", (4,)),
    *functions("roll", *SHAPES, shifts=[1, (1, -2)], dims=[(), 0, (0, 1), (0, 0), 4]),
    *functions("flip", *SHAPES, dims=[0, (0, 1), (), (0, 0), -1, 3]),
    *functions("flipud fliplr", *SHAPES),
    *functions("rot90", *SHAPES, k=[1, 2, -1, 0], dims=[(0, 1), (1, 0), (0, 0), (0, -2), (0, 3)]),
    *functions("rot90", CUBE, dims=[(0, 1, 2)]),
    *functions("unfold.Tensor", *SHAPES, dimension=[0, -1, 3], size=[0, 1, 2, 5], step=[1, 2]),
    *functions("unfold.Tensor", PLANE, dimension=[0], size=[2], step=[0]),
    *functions("as_strided", (24,), (2, 3, 4), size=[(2, 3), (0, 3), (6, 6)],
               stride=[(3, 1), (1, 9), (1,), (0, 2)], storage_offset=[None, 1, 15]),
    *functions("diagonal", *SHAPES, offset=[0, 1, -2, 9], dim1=[0, 1], dim2=[1, -1, 4]),
    *functions("diag", *SHAPES, diagonal=[0, 1, -2, 9]),
    *functions("diagflat", *SHAPES, offset=[0, 1, -2]),
    *functions("diag_embed", *SHAPES, offset=[0, 1, -2], dim1=[-2, 0], dim2=[-1, 1, 0, 4]),
    *functions("tril triu", *SHAPES, diagonal=[0, 1, -9]),
    *functions("narrow", *SHAPES, dim=[0, -1, 3], start=[0, 1, -1, 9, -9], length=[0, 1, 2]),
    *functions("select", *SHAPES, dim=[0, -1, 3], index=[0, 1, -1, -2, 9]),
    *functions("atleast_1d atleast_2d atleast_3d", *SHAPES, ((6,), (4, 6))),
    *functions(CASTS, PLANE, ()),
    *(case for dtype in DTYPES for case in functions("float long bool contiguous", (4,),
                                                     dtype=dtype)),
    *functions("view.dtype", *SHAPES, dtype=["int32", "float64", "float16", "bool", "complex64"]),
    *functions("view.dtype to type", *[Tensor(shape, "float16") for shape in ((2, 3), (2, 4), ())],
               dtype=["float32", "int16", "bool"]),
    *functions("to.other type_as", ((4,), (3, 2)), (Tensor((4,), "float32"), Tensor((), "int64"))),
]  # fmt: skip
UNSWEPT = [
    *functions("squeeze", (2, 1, 1), (2, 1, 4), (1, 1)),
    *functions("squeeze", (2, 1, 4), (1, 1, 3), dim=[1, 2, (0, 1)]),
]
