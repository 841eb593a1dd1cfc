"""Layers of several inputs, refusals included."""

from itertools import product

from tests.grids.grid import Case, grid

SHAPES: list[tuple[int, ...]] = [
    (),
    (1,),
    (4,),
    (3,),
    (3, 4),
    (1, 4),
    (3, 1),
    (4, 3),
    (2, 3, 4),
    (2, 1, 4),
    (1, 1, 1),
    (2, 3, 5, 4),
]
PAIRS = list(product(SHAPES, repeat=2))
TRIPLES = [
    ((3, 4), (3, 4), (3, 4)),
    ((3, 1), (1, 4), (4,)),
    ((2, 3, 4), (3, 4), (4,)),
    ((4,), (3, 4), (2, 3, 1)),
    ((3, 4), (3, 4), (3, 5)),
    ((3, 4), (1,), ()),
    ((1,), (1,), (2,), (2,)),
    ((3, 5), (3, 2), (3, 4), (3, 1)),
]
ELEMENTWISE = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"]


def meets_the_batch(case: Case) -> bool:
    """Whether a layer works along axis 0: Keras has no size for that, or a wrong one."""
    axes = case.layer.arguments.get("axes", case.layer.arguments.get("axis", -1))
    pair = axes if isinstance(axes, tuple) else (axes,) * len(case.inputs)
    return case.layer.rule.name in ("Concatenate", "Dot") and all(
        axis == -1 - len(shape) for axis, shape in zip(pair, case.inputs)
    )


ALL = [
    *(case for name in ELEMENTWISE for case in grid(name, *PAIRS[::7], *TRIPLES)),
    *grid("Add", *PAIRS),
    *grid("Add", ((3,), (3,)), ((300,), (300,)), ((0,), (1,)), ((0,), (0,)), dtype="int32"),
    *grid("Subtract", *PAIRS[:40]),
    *grid("Concatenate", *PAIRS, *TRIPLES),
    *grid("Concatenate", *PAIRS[4::3], *TRIPLES, axis=[1, 2, 3, -2, -3, 5, -6]),
    *grid("Concatenate", ((3, 4), (3, 5)), dtype="int32", axis=[-1, 1]),
    *grid(
        "Dot",
        *PAIRS,
        axes=[1, 2, -1, (1, 2), (2, 1), (1, 1), (3, 1), (-1, 1), (-2, -1), (1,), (0, 1)],
    ),
    *grid("Dot", *PAIRS[::5], axes=[1, -1, (2, 1)], normalize=[True]),
    *grid("Dot", *TRIPLES, axes=[1]),
]
CASES = [case for case in ALL if not meets_the_batch(case)]
