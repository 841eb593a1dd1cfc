"""Activation layers, refusals included."""

from shapeproof.rules.keras.activations import IN_HALVES, OF_AN_AXIS, OF_ONE
from tests.grids.grid import grid

SHAPES = [(), (6,), (4, 6), (2, 3, 4), (2, 3, 2, 5)]
AXES = [-1, 0, 1, 2, -2, 3, 5, -5, (1,), (1, 2), (-1, -2)]
SHARED = [None, 1, 2, 3, 0, -1, -2, 4, (), (1,), (1, 2), (2, 3), (1, 1), (1, 5), (-1, 0)]

CASES = [
    *(
        case
        for dtype in ("float32", "int32")
        for case in (
            *grid("ReLU", *SHAPES, dtype=dtype),
            *grid("LeakyReLU", *SHAPES, dtype=dtype),
            *grid("ELU", *SHAPES, dtype=dtype),
            *grid("PReLU", *SHAPES, dtype=dtype, shared_axes=SHARED),
            *grid("Softmax", *SHAPES, dtype=dtype, axis=AXES),
        )
    ),
    *grid(
        "Activation",
        *SHAPES,
        activation=[None, *OF_ONE, *OF_AN_AXIS, IN_HALVES, "rellu", "ReLU", "", abs],
    ),
    *grid(
        "ReLU",
        (4, 6),
        max_value=[None, 0, 6.0, -1],
        negative_slope=[0.0, 0.1, -0.1, None],
        threshold=[0.0, 0.5, -2, None],
    ),
    *grid("LeakyReLU", (4, 6), negative_slope=[0.3, 0, 1, -0.1, None]),
    *grid("ELU", (4, 6), alpha=[1.0, 0.5, 0, -1]),
]
