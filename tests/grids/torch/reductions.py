"""torch's functions that make one number of many, or go along an axis, refusals included."""

from itertools import product

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import NUMBER, also, functions

DTYPES = ["float64", "float16", "bfloat16", "int64", "int32", "uint8", "bool", "complex64"]
FEW = ["float32", "float64", "int64", "bool", "complex64"]
SHAPES = [(), (4,), (2, 3), (2, 3, 4)]
EMPTY = [(0, 3), (2, 0)]
AXES: list[object] = [0, -1, 1, 2, -4, (0,), (0, 1), (-1, -2), (0, -2), ()]
SINGLE: list[object] = [0, -1, 1, 2, -4]
SUMS = "sum nansum mean nanmean"
OF_AXES = f"{SUMS} amax amin all any var std var_mean std_mean"
ALL = "sum nansum mean nanmean prod amax amin all any argmax argmin max min median nanmedian"
SPREAD = "var std var.unbiased std.unbiased var_mean std_mean var_mean.unbiased std_mean.unbiased"
FOUND = "max.dim min.dim median.dim nanmedian.dim mode"
RUNNING = "cumsum cumprod cummax cummin logcumsumexp"
AREAS = "trapezoid trapz cumulative_trapezoid"


def pair(*dtypes: str) -> tuple[Tensor, ...]:
    return tuple(Tensor((2, 3), dtype) for dtype in dtypes)


FUNCTIONS = [
    *functions(f"{ALL} {SPREAD} aminmax count_nonzero", *SHAPES, *EMPTY),
    *(case for dtype in DTYPES for case in (
        *functions(f"{ALL} {SPREAD} aminmax count_nonzero", (2, 3), dtype=dtype),
        *functions(f"{FOUND} {RUNNING} logsumexp", (2, 3), dtype=dtype, dim=[1]),
        *functions(f"diff gradient cov corrcoef {AREAS}", (2, 3), dtype=dtype),
        *functions("dist", pair(dtype, dtype), pair("float32", dtype)),
        *functions("max.other min.other", pair(dtype, "float32"), pair("bool", dtype)),
        *also(functions(f"{SUMS} prod", (2, 3), dtype=dtype), dtype="float16"),
        *also(functions(f"{SUMS} prod", (2, 3), dtype=dtype), dtype="int32"),
        *also(functions("cumsum cumprod", (2, 3), dtype=dtype, dim=[0]), dtype="int32"),
    )),
    *functions(OF_AXES, (), (2, 3), dim=AXES),
    *functions("sum amax all var_mean", *SHAPES, dim=AXES, keepdim=[True]),
    *functions(OF_AXES, *EMPTY, dim=[0, 1]),
    *functions("count_nonzero", *SHAPES, dim=AXES),
    *functions("logsumexp special_logsumexp", *SHAPES, dim=AXES[:-1], keepdim=[True, False]),
    *functions(f"{FOUND} argmax argmin prod", (), (2, 3), dim=SINGLE, keepdim=[False, True]),
    *functions(f"{FOUND} argmax argmin", *EMPTY, dim=[0, 1]),
    *functions("aminmax", *SHAPES, *EMPTY, dim=[0, 1, -3], keepdim=[False, True]),
    *functions("logsumexp", (2, 3), dim=[()]),
    *functions(RUNNING, *SHAPES, dim=SINGLE),
    *functions(RUNNING, *EMPTY, dim=[0, -1]),
    *functions("quantile nanquantile", ((2, 3), ()), ((2, 3), (4,)), ((2, 3), (2, 2)), ((), ()),
               ((0, 3), ()), pair("float32", "float64"), pair("float16", "float16"),
               (Tensor((2, 3), "int64"), Tensor((), "float32"))),
    *functions("quantile nanquantile", ((2, 3), ()), ((2, 3), (4,)), dim=[0, -1, 2],
               keepdim=[False, True]),
    *functions("dist max.other", ((2, 3), (3,)), ((2, 3), (2,)), ((), (2,))),
    *functions("dist max.other", (2, 3), constants={1: NUMBER}),
    *functions("diff", *SHAPES, n=[1, 2, 5], dim=SINGLE, constants={1: None, 2: None}),
    *functions("diff", (2, 3), n=[0], dim=[1], constants={1: None, 2: None}),
    *functions("diff", ((2, 3), (2, 1), (2, 4)), ((2, 3), (2, 3), (2, 3)), ((2, 3), (3,), (2, 1)),
               dim=[1, 0]),
    *functions("diff", ((2, 3), (1, 3)), n=[1, 3], dim=[0], constants={1: None}),
    *(case for dtypes in product(FEW, repeat=2)
      for case in functions("diff", pair(*dtypes), constants={2: None})),
    *functions(AREAS, *SHAPES, (2, 1), dim=SINGLE),
    *functions(AREAS, ((2, 3), (3,)), ((2, 3), (2,)), ((2, 3), (2, 3)), ((3,), (2, 3)),
               dim=[0, 1, -1]),
    *functions(AREAS, ((2, 3), (1, 3))),
    *(case for dtypes in product(FEW, repeat=2) for case in functions(AREAS, pair(*dtypes))),
    *functions("gradient", *SHAPES, (2, 1), (3, 0)),
    *functions("gradient", (3, 4), dim=[0, (0, 1), (0, -2), 2], edge_order=[1, 2]),
    *functions("renorm", *SHAPES, p=[2], dim=SINGLE, maxnorm=[1.0]),
    *functions("cov corrcoef", *SHAPES, (1, 4)),
]  # fmt: skip
