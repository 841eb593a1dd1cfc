"""torch's padding, refusals included."""

from typing import Any

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions, modules

LINES = [(2, 4, 9), (4, 9), (9,), (2, 4, 3)]
IMAGES = [(2, 4, 8, 9), (4, 8, 9), (8, 9), (4, 2, 9)]
VOLUMES = [(2, 4, 5, 6, 7), (4, 5, 6, 7), (5, 6, 7)]
DTYPES = [
    Tensor((2, 4, 8, 9), dtype) for dtype in ("float64", "int64", "uint8", "bool", "complex64")
]
ENDS: dict[int, list[Any]] = {
    1: [0, 2, 4, (1, 2), (-1, 2), (-2, -1), (-5, -5), (1, 2, 3)],
    2: [1, 3, (1, 2, 3, 0), (-1, 2, 0, -1), (0, 0, 8, 0), (-4, -6, 0, 0), (1, 2)],
    3: [1, (1, 2, 0, 1, 2, 1), (-1, 2) * 3],
}
ALL = "ReflectionPad{0}d ReplicationPad{0}d ZeroPad{0}d CircularPad{0}d"
SHAPES: dict[int, list[Any]] = {1: LINES, 2: IMAGES, 3: VOLUMES}
MODULES = [
    *(
        case
        for rank, shapes in SHAPES.items()
        for case in (
            *modules(ALL.format(rank), *shapes, padding=ENDS[rank]),
            *modules(f"ConstantPad{rank}d", *shapes, padding=ENDS[rank], value=[0, 2.5]),
        )
    ),
    *modules(ALL.format(2), *DTYPES, padding=[1]),
    *modules("ConstantPad2d", *DTYPES, padding=[1], value=[1]),
]
ANY: list[Any] = [
    (1, 2),
    (1, 2, 3, 4),
    (-1, 2, 0, -3),
    (1, 1, 1, 1, 1, 1),
    (1,) * 8,
    (),
    (1, 2, 3),
    1,
]
MODES: list[Any] = ["constant", "reflect", "replicate", "circular"]
FUNCTIONS = [
    *functions("pad", (2, 4, 8, 9), (2, 4, 9), (4, 9), (9,), (), pad=ANY, mode=MODES),
    *functions("pad", (2, 4, 5, 6, 7), pad=[(1,) * 6, (1,) * 4, (1,) * 2], mode=MODES),
    *functions("pad", (2, 4, 9), mode=MODES,
               pad=[(8, 8), (9, 9), (10, 0), (-9, 8), (-5, -5), (-9, 0), (5, -15)]),
    *functions("pad", (2, 4, 9), pad=[(1, 2)], mode=MODES, value=[None, 0, 2.5]),
    *functions("pad", *DTYPES, pad=[(1, 2, 3, 4)], mode=MODES),
]  # fmt: skip
