"""Normalisations, refusals included."""

from tests.grids.grid import Case, grid

SHAPES = [(6,), (4, 6), (3, 5, 12), (2, 3, 4, 6), ()]
AXES = [-1, 0, 1, 2, 3, 4, 5, -2, -3, -6]
SEVERAL = [(1,), (-1,), (1, 2), (2, 1), (-1, 1), (1, -1), (0, 1), (), (-2, -1), (1, 2, 3), (-3, 2)]
SEVERAL += [(1, 7)]
ON_OFF = [True, False]


def names_an_axis_twice(case: Case) -> bool:
    """Keras takes such an axis, and fails when it computes."""
    axes, rank = case.layer.arguments.get("axis"), len(case.inputs[0]) + 1
    return isinstance(axes, tuple) and len({axis % rank for axis in axes}) < len(axes)


ALL = [
    *grid("BatchNormalization", *SHAPES, axis=[*AXES, (1,), (1, 2)], renorm=ON_OFF),
    *grid("BatchNormalization", *SHAPES, center=ON_OFF, scale=ON_OFF, renorm=ON_OFF),
    *grid("BatchNormalization", *SHAPES[:2], dtype="int32", momentum=[0.9], epsilon=[1e-5]),
    *grid("LayerNormalization", *SHAPES, axis=[*AXES, *SEVERAL]),
    *grid("LayerNormalization", *SHAPES, axis=[-1, 0, 9, (1, 2)], center=ON_OFF, scale=ON_OFF),
    *grid("LayerNormalization", *SHAPES[:3], rms_scaling=[False], epsilon=[1e-5]),
    *grid(
        "GroupNormalization",
        *SHAPES,
        groups=[-1, 1, 2, 3, 4, 6, 12, 32, 0, -2],
        axis=[*AXES, (1,)],
    ),
    *grid("GroupNormalization", *SHAPES, groups=[2, -1], center=ON_OFF, scale=ON_OFF),
    *grid("GroupNormalization", *SHAPES, (64,)),
    *grid("Normalization", *SHAPES, axis=[None, *AXES, *SEVERAL], invert=ON_OFF),
    *grid("Normalization", *SHAPES, axis=[None, 0, -1, (0, 2)], batch=3),
    *grid(
        "Normalization", *SHAPES[:3], axis=[None, 1, (1, 2)], mean=[3.0, None], variance=[2, 0.5]
    ),
    *grid(
        "Normalization", *SHAPES[:3], mean=[(1, 2, 3, 4, 5, 6)], variance=[(1.0,) * 6, (1.0,) * 5]
    ),
    *grid("Normalization", *SHAPES[:3], mean=[(1,)], variance=[(1,), 1, None], axis=[None, 1, -1]),
    *grid(
        "Normalization",
        *SHAPES[:3],
        mean=[((1, 2, 3, 4, 5, 6),), ((1,), (2,), (3,), (4,))],
        variance=[((1, 2, 3, 4, 5, 6),), ((1,), (2,), (3,), (4,))],
        axis=[-1, (1, 2), (2, 1), (2, 3)],
    ),
    *grid("Normalization", *SHAPES[:3], dtype="int32", axis=[-1, None]),
    *grid("RMSNormalization", *SHAPES, axis=[*AXES, *SEVERAL]),
    *grid("UnitNormalization", *SHAPES, axis=[*AXES, *SEVERAL]),
]
CASES = [case for case in ALL if not names_an_axis_twice(case)]
