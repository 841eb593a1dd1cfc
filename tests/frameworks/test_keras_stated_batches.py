"""Real Keras judges what the grids cannot say: stated batches, and an old argument."""

from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.rules.rule import ShapeError, Tensor
from tests.grids.grid import layer

keras = pytest.importorskip("keras")

PAIRS = [
    ((8, 3), (8, 3)),
    ((None, 3), (8, 3)),
    ((8, 3), (None, 3)),
    ((1, 3), (8, 3)),
    ((4, 3), (8, 3)),
    ((8, 1, 3), (None, 3)),
    ((8,), (8, 3)),
    ((), (8, 3)),
]
ONE = [((8, 6),), ((8, 4, 6),), ((8,),), ((None,),)]
CASES: list[tuple[str, dict[str, Any], list[Any]]] = [
    *((name, {}, PAIRS) for name in ("Add", "Subtract", "Multiply", "Average", "Maximum")),
    ("Minimum", {}, PAIRS),
    ("Concatenate", {}, [pair for pair in PAIRS if pair[0][:1] != (None,)]),
    ("Concatenate", {"axis": 0}, PAIRS[:1]),
    (
        "Dot",
        {"axes": 1},
        [((8, 3), (8, 3)), ((8, 3), (None, 3)), ((8, 2, 3), (8, 2)), ((8,), (8,))],
    ),
    ("BatchNormalization", {"axis": 0}, ONE),
    ("LayerNormalization", {"axis": (0, 1)}, ONE),
    ("LayerNormalization", {"axis": 0, "center": False, "scale": False}, ONE),
    ("GroupNormalization", {"axis": 0, "groups": 2}, ONE),
    ("RMSNormalization", {"axis": 0}, ONE),
]


@pytest.mark.parametrize(("name", "arguments", "inputs"), CASES)
def test_keras_agrees_on_batches(name: str, arguments: dict[str, Any], inputs: list[Any]) -> None:
    for shapes in inputs:
        assert ours(name, arguments, shapes) == theirs(name, arguments, shapes), (name, shapes)


def ours(name: str, arguments: dict[str, Any], shapes: Any) -> object:
    stated = (tuple(PerExample(1) if size is None else size for size in shape) for shape in shapes)
    try:
        facts = layer(name, **arguments)(*map(Tensor, stated))
    except ShapeError:
        return "refused"
    sizes = facts.outputs[0].shape
    return (
        tuple(None if isinstance(size, PerExample) else size for size in sizes),
        [weight.shape for weight in facts.weights.values()],
    )


def theirs(name: str, arguments: dict[str, Any], shapes: Any) -> object:
    try:
        made = getattr(keras.layers, name)(**arguments)
        given = [keras.Input(batch_shape=shape) for shape in shapes]
        result = made(given if len(given) > 1 else given[0])
    except (ValueError, TypeError, IndexError, ZeroDivisionError):
        return "refused"
    return tuple(result.shape), [tuple(weight.shape) for weight in made.weights]


@pytest.mark.filterwarnings("ignore:You passed `rms_scaling=True`")
@pytest.mark.parametrize("scale", [True, False])
@pytest.mark.parametrize("center", [True, False])
def test_keras_agrees_on_its_old_rms_scaling(scale: bool, center: bool) -> None:
    arguments = {"rms_scaling": True, "scale": scale, "center": center}
    for shape in ((None, 6), (8, 4, 6)):
        assert ours("LayerNormalization", arguments, [shape]) == theirs(
            "LayerNormalization", arguments, [shape]
        )
