"""torch's functions that pick numbers by their places, refusals included."""

from typing import Any

from shapeproof.rules.arithmetic.brackets import REST, TENSOR, Span
from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import NUMBER, WHOLE, functions

SHAPES = [(), (6,), (4, 6), (2, 3, 4)]
DTYPES = ["float32", "float16", "int64", "uint8", "bool", "complex64", "bfloat16", "float64"]
DIMS = [0, 1, -1, 2, 5]


def floats(*shape: int) -> Tensor:
    return Tensor(shape, "float32")


def places(*shape: int, dtype: str = "int64") -> Tensor:
    return Tensor(shape, dtype)


def mask(*shape: int) -> Tensor:
    return Tensor(shape, "bool")


CUBE, ROW = floats(2, 3, 4), floats(6)


def of_dtypes(*more: Tensor) -> list[tuple[Tensor, ...]]:
    return [(Tensor((3, 4), dtype), *more) for dtype in DTYPES]


KEYS: list[Any] = [
    0, -1, 3, -5, 9, (), None, REST, Span(), Span(1, None), Span(None, -1), Span(3, 1),
    Span(1, 9, 2), Span(None, None, -1), Span(None, None, 0), (Span(), 0), (REST, 0), (REST, None),
    (0, 0), (0, 0, 0, 0), (Span(), None, REST, Span(1, 3)), (None, 0, None),
    (Span(-3, None), Span(0, 2)),
    "a", (Span(None, None, 2), Span(1, -1)), True, False, (0, True), (True, None),
]  # fmt: skip
ADVANCED: list[tuple[Any, tuple[Tensor, ...]]] = [
    (TENSOR, (places(5),)),
    (TENSOR, (places(5, 2),)),
    (TENSOR, (places(),)),
    (TENSOR, (places(5, dtype="int32"),)),
    (TENSOR, (places(5, dtype="int16"),)),
    (TENSOR, (floats(5),)),
    (TENSOR, (mask(2, 3),)),
    (TENSOR, (mask(2, 3, 4),)),
    (TENSOR, (mask(3, 3),)),
    (TENSOR, (mask(2, 3, 4, 5),)),
    (TENSOR, (mask(),)),
    (TENSOR, (Tensor((2,), "uint8"),)),
    ((Span(), TENSOR), (places(5),)),
    ((Span(), TENSOR), (mask(3),)),
    ((REST, TENSOR), (places(5),)),
    ((TENSOR, REST), (places(5),)),
    ((None, TENSOR), (places(5),)),
    ((0, TENSOR), (places(5),)),
    ((0, Span(), TENSOR), (places(5),)),
    ((TENSOR, Span(), 0), (places(5),)),
    ((TENSOR, Span(), TENSOR), (places(5), places(5))),
    ((TENSOR, None, TENSOR), (places(5), places(5))),
    ((TENSOR, Span(), TENSOR), (places(), places(5))),
    ((Span(), TENSOR, TENSOR), (places(5), places(5))),
    ((TENSOR, TENSOR), (places(5, 1), places(3))),
    ((TENSOR, TENSOR), (places(5), places(3))),
    ((TENSOR, TENSOR, TENSOR), (places(5), places(5), places(1))),
    ((TENSOR,) * 4, (places(5),) * 4),
    ((TENSOR, Span(0, 2), Span(None, None, 2)), (places(5),)),
    ((True, TENSOR), (places(5),)),
    ((TENSOR, Span(None, None, -1)), (places(5),)),
]
WRITTEN: list[Any] = [
    (0, floats(4)), (0, floats(3)), (0, CUBE), (9, floats()),
    ((0, 0, 0), floats(1)), ((0, 0, 0), floats(2)), (Span(), floats(1, 3, 1)), (0, places(4)),
    (Span(None, None, 2), floats(3, 4)), (True, floats(4)),
]  # fmt: skip
WRITTEN_AT: list[Any] = [
    (TENSOR, places(5), floats(3, 4)),
    (TENSOR, places(5), CUBE),
    (TENSOR, places(5), places(4)),
    (TENSOR, places(5), places()),
    (TENSOR, mask(2, 3, 4), floats()),
    (TENSOR, mask(2, 3, 4), places(1)),
    (TENSOR, mask(2, 3, 4), floats(24)),
    (TENSOR, mask(2, 3), floats(4)),
    (TENSOR, mask(2, 3), floats(3)),
    (TENSOR, mask(2, 3), places(4)),
    ((Span(), TENSOR), places(2), floats(1, 2, 1)),
    (TENSOR, places(), places(4)),
]
STEPS = [(CUBE, places(2), floats(2, 2, 4)), (CUBE, places(2), CUBE),
         (CUBE, places(3), CUBE), (CUBE, places(2, 1), floats(2, 2, 4)),
         (CUBE, places(2), floats(1, 2, 4)), (CUBE, places(2), places(2, 2, 4)),
         (CUBE, places(), floats(2, 1, 4)), (CUBE, floats(2), floats(2, 2, 4)),
         (CUBE, places(2), floats(2, 4))]  # fmt: skip
SCATTERED = [(CUBE, places(2, 2, 4), CUBE), (CUBE, places(2, 5, 4), CUBE),
             (CUBE, places(2, 5, 4), floats(2, 5, 4)), (CUBE, places(3, 2, 4), floats(3, 3, 4)),
             (CUBE, places(2, 2), CUBE), (CUBE, places(2, 2, 4), ROW),
             (CUBE, places(2, 2, 4), places(2, 3, 4)), (ROW, places(4), floats(5)),
             (CUBE, floats(2, 2, 4), CUBE), (CUBE, places(2, 2, 4), floats())]  # fmt: skip
CHOSEN = [(mask(3), Tensor((3,), dtype)) for dtype in DTYPES]
BROADCAST = [(CUBE, mask(2, 3, 4)), (CUBE, mask(4)), (ROW, mask(2, 6)),
             (CUBE, mask(6)), (floats(), mask(3)), (floats(3), mask()),
             (CUBE, places(4)), (floats(4), Tensor((4,), "uint8"))]  # fmt: skip
FUNCTIONS = [
    *functions("getitem", *SHAPES, key=KEYS),
    *(case for key, tensors in ADVANCED
      for case in functions("getitem.Tensor", (CUBE, *tensors), key=[key])),
    *functions("getitem.Tensor", (floats(), mask()), (floats(), places(2)), key=[TENSOR]),
    *(case for key, value in WRITTEN
      for case in functions("setitem", (CUBE, value), key=[key])),
    *(case for key, index, value in WRITTEN_AT
      for case in functions("setitem", (CUBE, value, index), key=[key])),
    *functions("setitem", (2, 3, 4), constants={1: NUMBER}, key=[0, REST, 9, (Span(), 0)]),
    *functions("index_put", *[(CUBE, value, places(5)) for value in
                              (floats(3, 4), floats(4), floats(1, 5, 3, 4), floats(3), places(4))],
               (CUBE, floats(), mask(2, 3, 4)),
               (CUBE, floats(4), places(5), places(5)), accumulate=[False, True]),
    *functions("gather", (CUBE, places(2, 9, 4)), (CUBE, places(3, 1, 4)),
               (CUBE, places(1, 5, 2)), (CUBE, places(2, 3)),
               (ROW, places()), (ROW, places(3)), dim=DIMS),
    *functions("gather index_select", *[(ROW, places(3, dtype=dtype)) for dtype in
                                        ("int32", "int16", "bool", "float32")], dim=[0]),
    *functions("index_select", (CUBE, places(5)), (CUBE, places(2, 2)),
               (CUBE, places()), (ROW, places(3)), dim=DIMS),
    *functions("scatter scatter_add", *SCATTERED, dim=[1]),
    *functions("scatter scatter_add", (ROW, places(4), floats(5)), dim=[0, -1, 1]),
    *functions("scatter", *[given[:2] for given in SCATTERED], constants={2: NUMBER}, dim=[1]),
    *functions("scatter", SCATTERED[0][:2], constants={2: NUMBER}, dim=[1], reduce=["add"]),
    *functions("scatter", SCATTERED[0], dim=[1], reduce=["add", "multiply"]),
    *functions("scatter_reduce", *SCATTERED, dim=[1],
               reduce=["sum", "prod", "mean", "amax", "amin"]),
    *functions("index_add index_copy", *STEPS, dim=[1]),
    *functions("index_add", (ROW, places(2), floats(2)), dim=[0, -1, 1]),
    *functions("index_fill", (CUBE, places(2)), (CUBE, places(2, 2)),
               (CUBE, places()), (CUBE, places(2, dtype="int32")),
               constants={2: NUMBER}, dim=[0, 1, 3]),
    *functions("index_fill", (floats(2, 3), places(2), floats()),
               (floats(2, 3), places(2), floats(1)), dim=[0]),
    *functions("take", (CUBE, places(5)), (ROW, places(2, 2)), (ROW, places()),
               (ROW, places(3, dtype="int32"))),
    *functions("take_along_dim", (CUBE, places(1, 5, 1)), (CUBE, places(2, 5, 3)),
               (floats(1, 3, 4), places(5, 2, 4)), (CUBE, places(2, 5)),
               (ROW, places(3)), (ROW, floats(3)), dim=[None, 1, -1, 0, 3]),
    *functions("masked_fill", *BROADCAST, constants={2: NUMBER}),
    *functions("masked_fill", (floats(3), mask(3), floats()), (floats(3), mask(3), floats(1)),
               (places(3), mask(3), floats())),
    *functions("masked_select", *BROADCAST),
    *functions("masked_scatter", *[(*given, floats(24)) for given in BROADCAST],
               (floats(3), mask(3), places(3))),
    *functions("where", (mask(2, 3, 4), floats(4), floats()), (mask(4), floats(2, 1), floats(4)),
               (mask(3), floats(4), floats(4)), (places(4), floats(4), floats(4)),
               (Tensor((4,), "uint8"), floats(4), floats(4)), (mask(), floats(), places()),
               *[(mask(3), floats(3), Tensor((3,), dtype)) for dtype in DTYPES],
               *[(mask(3), Tensor((3,), dtype), floats()) for dtype in DTYPES]),
    *functions("where", *CHOSEN, constants={2: NUMBER}),
    *functions("where", *CHOSEN, constants={1: WHOLE}),
    *functions("where", (mask(3),), constants={1: NUMBER, 2: WHOLE}),
    *functions("where.condition", *SHAPES, (mask(3),)),
    *functions("nonzero", *SHAPES, as_tuple=[False, True]),
    *functions("argwhere", *SHAPES),
    *functions("topk", *SHAPES, k=[1, 2, 9, 0], dim=[-1, 0, 3]),
    *functions("topk", *SHAPES, k=[1], largest=[False]),
    *functions("sort argsort", *SHAPES, dim=DIMS, descending=[True, False]),
    *functions("msort", *SHAPES),
    *functions("kthvalue", *SHAPES, k=[1, 9, 0], dim=[-1, 0, 3], keepdim=[False, True]),
    *functions("sort msort argwhere unique unique_consecutive", *of_dtypes()),
    *functions("topk kthvalue", *of_dtypes(), k=[1]),
    *functions("searchsorted", ((6,), (2, 3)), ((2, 6), (2, 3)), ((2, 6), (3, 3)), ((2, 6), (6,)),
               ((6,), ()), ((2, 6), ()), ((), (3,)), out_int32=[False, True]),
    *functions("searchsorted", ((6,), (3,)), side=["left", "right"], right=[False, True]),
    *functions("bucketize", ((2, 3), (6,)), ((2, 3), (2, 6)), ((), (6,)), ((3,), ()),
               out_int32=[False, True]),
    *functions("unique unique_consecutive", *SHAPES, return_inverse=[False, True],
               return_counts=[False, True], dim=[None, 0, 1]),
    *functions("isin", ((2, 3), (6,)), ((), (3, 4)), *of_dtypes(floats(2))),
    *functions("isin", (2, 3), constants={1: NUMBER}),
    *functions("select_scatter", ((2, 3, 4), (2, 4)), ((2, 3, 4), (4,)), ((), ()), ((6,), ()),
               dim=[0, 1, -1], index=[0, -1, 9]),
    *functions("slice_scatter", ((4, 6), (2, 6)), ((4, 6), (1, 6)), ((4, 6), (6,)), ((), ()),
               dim=[0, -1], start=[None, 1, -1, 2], end=[None, 3, -1], step=[1, 2, 0]),
    *functions("diagonal_scatter", ((2, 3, 4), (4, 2)), ((2, 3, 4), (4, 1)), ((2, 3, 4), (2,)),
               ((6,), (6,)), offset=[0, 2], dim1=[0], dim2=[1, -2, 0]),
    *functions("multinomial", *SHAPES, num_samples=[1, 2, 9, 0], replacement=[False, True]),
    *functions("multinomial", *of_dtypes(), num_samples=[1]),
    *functions("bincount", (6,), (2, 3), (), dtype="int64"),
    *functions("bincount", *[(Tensor((6,), dtype),) for dtype in DTYPES]),
    *functions("bincount", *[(places(6), Tensor((6,), dtype)) for dtype in DTYPES],
               (places(6), floats(5))),
    *functions("histc", *SHAPES, bins=[1, 10, 0]),
    *functions("histc", *of_dtypes()),
    *functions("tril_indices triu_indices", None, row=[0, 1, 3, 5], col=[0, 1, 4, 5],
               offset=[-9, -2, -1, 0, 1, 3, 9]),
    *functions("tril_indices", None, row=[3], col=[4], dtype=["int32", "int64", "float32"]),
]  # fmt: skip
UNSWEPT = [
    *functions("getitem.Tensor", (CUBE, mask(2), places(2)), key=[(TENSOR, TENSOR)]),
    *functions("setitem", (CUBE, floats(1, 1, 3, 4)), (CUBE, floats(1, 1, 1, 4)), key=[0]),
    *functions("setitem", (CUBE, floats(1, 1, 5, 3, 4), places(5)), key=[TENSOR]),
]
