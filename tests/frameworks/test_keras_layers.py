"""Real Keras judges every rule: outputs, dtypes, weights by name, trainability, and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.rules.rule import UNKNOWN, Facts, Layer, ShapeError, Structure, Tensor
from tests.grids.grid import Case
from tests.sampling import QUICK, telling
from tests.test_one_rule import FAMILIES, cases_of, is_open

keras = pytest.importorskip("keras")
REFUSALS = (
    ValueError, TypeError, ArithmeticError, IndexError, AttributeError, NotImplementedError
)  # fmt: skip


NOT_HERE = ("operations", "local")  # no layers; layers of Keras 2
LAYERS = [family for family in FAMILIES if family not in NOT_HERE]


@QUICK
@pytest.mark.parametrize("family", LAYERS)
def test_keras_agrees(family: str, is_quick: bool) -> None:
    for case in telling(cases_of(family), is_quick):
        told = ours(case)
        assert told == "unknown" or told == theirs(case), case


def ours(case: Case) -> object:
    try:
        facts = case.layer(*case.tensors())
    except ShapeError:
        return "refused"
    return "unknown" if facts.output == UNKNOWN else (outputs(facts.output), weights(facts))


def outputs(structure: Structure) -> object:
    match structure:
        case Tensor():
            first, *rest = (None if is_open(size) else size for size in structure.shape)
            return (None if first == 1 else first, *rest), structure.dtype or "float32"
        case dict():
            return {key: outputs(part) for key, part in structure.items()}
        case _:
            return tuple(map(outputs, structure))


def weights(facts: Facts) -> list[object]:
    return [
        (name.split("/")[-1], weight.shape, weight.trainable, weight.dtype or "float32")
        for name, weight in facts.weights.items()
    ]


def theirs(case: Case) -> object:
    batch = None if isinstance(case.batch, PerExample) else case.batch
    try:
        layer = built(case.layer)
        given = [keras.Input(shape, batch, dtype=case.dtype) for shape in case.inputs]
        result = result_of(layer, case.layer, given)
    except REFUSALS:
        return "refused"
    return their_outputs(result), [
        (called(layer, weight), tuple(weight.shape), weight.trainable, weight.dtype)
        for weight in layer.weights
    ]


def result_of(layer: Any, ours: Layer, given: list[Any], **settings: Any) -> Any:
    """What comes out of a layer, with the arguments of its call."""
    call = called_with(ours) | settings
    code = ours.rule.states.__code__
    apart = code.co_argcount > 1  # layer(query, value)
    states = code.co_varnames[code.co_argcount + code.co_kwonlyargcount :][:1]
    if states in (("states",), ("initial_state",)) and len(given) > 1:  # layer(x, states=…)
        call[states[0]] = in_state(layer, given[1:])
        given = given[:1]
    several = given if apart else [given if len(given) > 1 else given[0]]
    return layer(*several, **call)


def called(layer: Any, weight: Any) -> str:
    """A weight's name, or that of the attribute which keeps it where Keras has given it none."""
    if not weight.name.startswith("variable"):
        return str(weight.name)
    return next(name for name, value in vars(layer).items() if value is weight)


def in_state(layer: Any, given: list[object]) -> object:
    """Tensors in the structure of the states that a layer remembers, each cell's in a list."""
    sizes = layer.state_size
    if isinstance(sizes, int) or len(keras.tree.flatten(sizes)) > len(given):
        return given
    if isinstance(layer, keras.layers.StackedRNNCells):
        sizes = [[size] if isinstance(size, int) else size for size in sizes]
    left = iter(given)
    return [*packed(sizes, left), *left]


def packed(sizes: Any, given: Iterator[object]) -> Any:
    return next(given) if isinstance(sizes, int) else [packed(size, given) for size in sizes]


def called_with(layer: Layer) -> dict[str, object]:
    """The arguments of the call, not of the layer."""
    later = set(layer.rule.later.split()) - {"quantization"}
    return {key: value for key, value in layer.arguments.items() if key in later}


def built(layer: Layer) -> Any:
    arguments = {
        key: in_keras(value)
        for key, value in layer.arguments.items()
        if key not in layer.rule.later.split()
    }
    if mode := layer.arguments.get("quantization"):
        arguments["dtype"] = f"{mode}_from_float32"
    return class_of(layer.rule.name)(**arguments)


def class_of(name: str) -> Any:
    """Keras's class of this name, also one that it keeps to itself."""
    from keras.src.applications import convnext, inception_resnet_v2

    places = (keras.layers, convnext, inception_resnet_v2)
    return next(getattr(place, name) for place in places if hasattr(place, name))


def in_keras(value: object) -> object:
    """An argument, with Keras's layers in the places of ours."""
    if isinstance(value, Layer):
        return built(value)
    if isinstance(value, tuple) and any(isinstance(one, Layer) for one in value):
        return list(map(in_keras, value))
    return value


def their_outputs(result: object) -> object:
    match result:
        case dict():
            return {key: their_outputs(part) for key, part in result.items()}
        case list() | tuple():
            return tuple(map(their_outputs, result))
        case _:
            return tuple(result.shape), result.dtype
