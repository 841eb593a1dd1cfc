"""torch's normalisations, refusals included."""

from typing import Any

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions, modules

LINES = [(2, 4), (2, 4, 9), (4,), (2, 3), (2, 4, 5, 6)]
IMAGES = [(2, 4, 5, 6), (4, 5, 6), (2, 3, 5, 6), (2, 4, 5)]
VOLUMES = [(2, 4, 3, 5, 6), (4, 3, 5, 6)]
DTYPES = ("float16", "bfloat16", "int64", "complex64")
ON: dict[str, Any] = {"affine": [True, False], "track_running_stats": [True, False]}
NO_BIAS: dict[str, Any] = {"affine": [True, False], "bias": [False]}


def kinds(*shape: int, dtypes: tuple[str, ...] = DTYPES) -> list[tuple[Tensor]]:
    return [(Tensor(shape, dtype),) for dtype in dtypes]


FOUR = {"num_features": [4]}
LAST: dict[str, Any] = {"normalized_shape": [4, (4,), (3, 4), (), 5]}
BLOCKS = [(2, 4), (2, 3, 4), (3, 4), (4,), (2, 4, 4), ()]
GROUPS = [(2, 4), (2, 4, 5), (1, 4), (1, 4, 5), (2, 6, 5, 3), (4,), (1, 4, 1, 1)]
MODULES = [
    *modules("BatchNorm1d", *LINES, *kinds(2, 4), **FOUR, **ON),
    *modules("BatchNorm2d", *IMAGES, **FOUR, **ON),
    *modules("BatchNorm2d", *IMAGES, **FOUR, **NO_BIAS, momentum=[None], eps=[1e-3]),
    *modules("BatchNorm3d", *VOLUMES, **FOUR),
    *modules("LazyBatchNorm1d", *LINES, *kinds(2, 4), **ON),
    *modules("LazyBatchNorm2d", *IMAGES),
    *modules("LazyBatchNorm3d", *VOLUMES),
    *modules("SyncBatchNorm", *LINES, *IMAGES, **FOUR),
    *modules("InstanceNorm1d", (2, 4, 9), (4, 9), (9,), (2, 3, 9), (3, 9), (2, 4, 5, 6), **FOUR,
             **ON),
    *modules("InstanceNorm1d", (2, 4, 1), (4, 1), *kinds(2, 4, 9), **FOUR, affine=[True, False]),
    *modules("InstanceNorm2d", *IMAGES, **FOUR, **NO_BIAS),
    *modules("InstanceNorm3d", *VOLUMES, **FOUR, **ON),
    *modules("LazyInstanceNorm1d", (2, 4, 9), (4, 9), (4, 4), (9,), **ON),
    *modules("LazyInstanceNorm2d", *IMAGES, bias=[True, False]),
    *modules("LazyInstanceNorm3d", *VOLUMES),
    *modules("LayerNorm", *BLOCKS, **LAST, bias=[True, False]),
    *modules("LayerNorm", *BLOCKS[:2], *kinds(2, 4), normalized_shape=[4],
             elementwise_affine=[True, False]),
    *modules("RMSNorm", *BLOCKS, **LAST, elementwise_affine=[True, False]),
    *modules("RMSNorm", *kinds(2, 4), normalized_shape=[4], eps=[1e-6],
             elementwise_affine=[False]),
    *modules("GroupNorm", *GROUPS, num_groups=[1, 2, 4, 3, 0], num_channels=[4, 6],
             affine=[True, False]),
    *modules("GroupNorm", (2, 4, 5), *kinds(2, 4, 5), num_groups=[2], num_channels=[4],
             **NO_BIAS),
    *modules("LocalResponseNorm", (2, 4), (2, 4, 5), (2, 4, 5, 3), (2, 4, 5, 3, 2),
             *kinds(2, 4, 5, dtypes=("float16", "int64")), size=[0, 1, 2, 5, 20]),
    *modules("CrossMapLRN2d", (2, 4, 5, 3), (4, 5, 3), *kinds(2, 4, 5, 3, dtypes=("int64",)),
             size=[0, 1, 3, 4, 20]),
]  # fmt: skip
X = (2, 4, 5)


def rows(*sizes: int | None, dtype: str = "float32") -> tuple[Tensor, ...]:
    return tuple(Tensor((size,), dtype) for size in sizes if size is not None)


HALF, LONG, DOUBLE = (Tensor(X, dtype) for dtype in ("float16", "int64", "float64"))
STATED: dict[str, Any] = {"training": [True, False]}
SHAPED: dict[str, Any] = {"normalized_shape": [(4,), (3, 4), 4, ()]}
FUNCTIONS = [
    *functions("batch_norm", *((x, *rows(*sizes)) for x in (X, (2, 4), (4,))
                               for sizes in ((4, 4), (3, 4), (4, 4, 4), (4, 4, 4, 4))), **STATED),
    *functions("batch_norm", (HALF, *rows(4, 4)), (HALF, *rows(4, 4, dtype="float16")),
               (HALF, *rows(4, 4, dtype="float64")), (HALF, *rows(4, 4, dtype="bfloat16")),
               (DOUBLE, *rows(4, 4)), (X, *rows(4, 4, dtype="float16")),
               (LONG, *rows(4, 4, dtype="int64")),
               (HALF, *rows(4, 4), *rows(4, dtype="float16"))),
    *functions("batch_norm", (X, *rows(4)), (X,), constants={1: None, 2: None}, **STATED),
    *functions("batch_norm", (X, *rows(4, 4, 4)), constants={3: None}),
    *functions("batch_norm", (X, *rows(4)), constants={2: None}, **STATED),
    *functions("instance_norm", X, (4, 5), (5,), (2, 4, 1), (X, *rows(4, 4)), (LONG,),
               ((2, 4, 1), *rows(4, 4)), (X, *rows(4)), (X, *rows(4, 3)),
               use_input_stats=[True, False]),
    *functions("instance_norm", (X, *rows(4)), (X, *rows(4, 4)), (X, *rows(3)), (HALF, *rows(4)),
               (DOUBLE, *rows(4)), constants={1: None, 2: None}),
    *functions("layer_norm", *BLOCKS, ((2, 4), *rows(4)), ((2, 4), *rows(4, 4)),
               ((2, 4), *rows(3)), ((2, 3, 4), (3, 4)), ((2, 3, 4), *rows(4)),
               (Tensor((2, 4), "float16"), *rows(4)), (Tensor((2, 4), "float64"), *rows(4)),
               (Tensor((2, 4), "float16"), *rows(4), *rows(4, dtype="float16")), **SHAPED),
    *functions("layer_norm", ((2, 4), *rows(4)), constants={1: None}, normalized_shape=[(4,)]),
    *functions("rms_norm", *BLOCKS, ((2, 4), *rows(4)), ((2, 4), *rows(3)), ((2, 3, 4), (3, 4)),
               ((2, 4), ()), (Tensor((2, 4), "float16"), *rows(4)),
               (Tensor((2, 4), "float64"), *rows(4)), *kinds(2, 4), **SHAPED),
    *functions("group_norm", *GROUPS, (X, *rows(4)), (X, *rows(4, 4)), (X, *rows(3)),
               (DOUBLE, *rows(4)), (HALF, *rows(4)), (LONG,), num_groups=[1, 2, 4, 3, 0]),
    *functions("group_norm", (X, *rows(4)), constants={1: None}, num_groups=[2]),
    *functions("local_response_norm", X, (2, 4), size=[2, 3]),
    *functions("normalize", (2, 4), (2, 4, 5), (4,), (), *kinds(2, 4)),
    *functions("normalize", (2, 4), (2, 4, 5), (4,), (), p=[1], dim=[0, -1, 2, (0, 1), (1, 1), ()]),
]  # fmt: skip
