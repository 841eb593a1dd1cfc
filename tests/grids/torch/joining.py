"""torch's functions that put tensors together and take them apart, refusals included."""

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions

SHAPES = [(), (6,), (4, 6), (2, 3, 4)]
DIMS = [0, 1, -1, 2, 3]
TYPES = ["int64", "bool", "uint8", "int8", "float16", "bfloat16", "float64", "complex64", "int32"]
SIDES = [((2, 3), (4, 3)), ((2, 3), (2, 5)), ((3,), (4,)), ((), ()), ((2, 3),), ((2, 3), (3,)),
         ((2, 3, 4), (2, 3, 4), (2, 3, 4)), ((), (3,)), ((2, 3), (2, 3)), ((1, 3), (3,)),
         ((2, 3, 4), (2, 3, 2))]  # fmt: skip
ROWS = [((6,), (2,)), ((6,),), ((), (3,)), ((6,), (2, 3)), ((3,), (4,), (2,))]
FUNCTIONS = [
    *functions("cat concat concatenate", *SIDES, dim=DIMS),
    *functions("cat", *[((2, 3), Tensor((2, 3), dtype)) for dtype in TYPES]),
    *functions("cat", (Tensor((2, 3), "uint16"), Tensor((2, 3), "int64"))),
    *functions("stack", *SIDES, dim=DIMS),
    *functions("stack", (Tensor((), "float32"), Tensor((), "int64")),
               (Tensor((3,), "float32"), Tensor((3,), "float64"))),
    *functions("hstack vstack row_stack dstack column_stack", *SIDES),
    *functions("split", (6, 3), (), split_size_or_sections=[1, 2, 4, 9, 0, (1, 5), (2, 2), (0, 6)]),
    *functions("split", (0, 2), split_size_or_sections=[0, 2, (), (0,)]),
    *functions("split", (2, 6), split_size_or_sections=[(6,), ()], dim=[1, -1, 2]),
    *functions("split_with_sizes", (6, 3), (), split_sizes=[(1, 5), (2, 2), (0, 6), (3, 3)]),
    *functions("chunk", (6, 3), (0, 3), (), chunks=[1, 2, 3, 4, 5, 9, 0]),
    *functions("tensor_split", (6, 3), (),
               indices_or_sections=[1, 4, 9, 0, (1, 3), (1, 9), (-1,), (3, 1), (), (-9, 3)]),
    *functions("tensor_split", (2, 8), dim=[1, -1, 2], indices_or_sections=[3, (2, 4), (-2,)]),
    *functions("vsplit hsplit dsplit", *SHAPES, (2, 4, 6), indices_or_sections=[1, 2, 3, 0, (1,)]),
    *functions("unbind", (4, 6), (0, 3), ()),
    *functions("meshgrid", *ROWS, indexing=["ij", "xy"]),
    *functions("meshgrid", (Tensor((6,), "float32"), Tensor((6,), "int64"))),
    *functions("broadcast_tensors", ((2, 3, 4), (4,), ()), ((2, 3), (4,)), ((1, 3), (2, 1))),
    *functions("cartesian_prod", *ROWS),
    *functions("cartesian_prod", (Tensor((6,), "float32"), Tensor((6,), "int64"))),
    *functions("combinations", (3,), r=[4, 5]),
    *functions("combinations", *SHAPES, r=[0, 1, 2, 3, -1], with_replacement=[False, True]),
]  # fmt: skip
UNSWEPT = [
    *functions("cat", ((2, 3), (0,)), ((0,), (2, 3)), ((0,), (0,)), dim=[0, 1, 2]),
    *functions("hstack", ((0,), (2, 3)), ((2, 3), (0,))),
    *functions("cat", (Tensor((0,), "float64"), Tensor((2, 3), "float32"))),
    *functions("split", (2, 6), split_size_or_sections=[1, 2, 4, 9, (1, 5), (2, 2)], dim=[1, -1]),
    *functions("chunk", (2, 6), (2, 5), chunks=[1, 2, 3, 4, 9], dim=[1, -1, 2]),
    *functions("unbind", (4, 6), (2, 3, 4), dim=[0, 1, -1, 2]),
    *functions("vsplit hsplit dsplit", (2, 4, 6), indices_or_sections=[(1, 9), (-9,), (9, 1)]),
]  # fmt: skip
