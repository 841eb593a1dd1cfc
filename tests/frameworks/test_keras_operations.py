"""Real Keras judges every operation: shapes, dtypes, and refusals."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from shapeproof.algebra.formula import Name, PerExample
from shapeproof.rules import operands
from shapeproof.rules.arithmetic.brackets import REST, Span
from shapeproof.rules.keras import operations
from shapeproof.rules.keras.operations import binding
from shapeproof.rules.rule import Layer, ShapeError, Structure, Tensor
from tests.frameworks.test_keras_layers import REFUSALS
from tests.grids.grid import Case
from tests.grids.operations import CASES, OPEN

keras = pytest.importorskip("keras")


@pytest.mark.filterwarnings("ignore:NotImplemented should not")
@pytest.mark.parametrize("family", operations.FAMILIES)
def test_keras_agrees(family: str) -> None:
    for case in (*CASES, *OPEN):
        if operations.FAMILY[case.layer.rule.name] == family:
            assert ours(case) == theirs(case), (str(case), case.dtype, case.layer.rule.constants)


def ours(case: Case) -> object:
    try:
        facts = case.layer(*case.tensors())
    except ShapeError:
        return "refused"
    return outputs(facts.output)


def outputs(structure: Structure) -> object:
    if isinstance(structure, Tensor):
        return tuple(map(plain, structure.shape)), structure.dtype or "float32"
    return tuple(map(outputs, structure))


def plain(size: object) -> object:
    return None if isinstance(size, PerExample | Name) else size


def theirs(case: Case) -> object:
    given = [in_keras(x) for x in case.layer.rule.placed(case.tensors())]
    try:
        return their_outputs(result_of(case.layer, given))
    except REFUSALS:
        return "refused"


def result_of(layer: Layer, given: list[Any]) -> Any:
    """What comes out of an operation; `given` are its inputs with the constants between them."""
    rule = layer.rule
    own, tensors = operands.tensors(rule), binding.names_of(rule)
    tensors = tensors if len(tensors) == len(own) else list(own)
    code = rule.states.__code__
    values = dict(zip(tensors, given)) if code.co_argcount else {tensors[0]: given}
    if list(tensors) == ["real", "imag"]:
        values = {"x": tuple(values.values())}
    function = function_of(rule.name)
    values |= {key: argument(value) for key, value in layer.arguments.items()}
    for name in inspect.signature(function).parameters.values():
        if name.default is name.empty and name.name in rule.beside.split():
            values[name.name] = 1
    several = [values.pop(name[1:]) for name in operations.order(rule) if name[0] == "*"]
    if several:
        first = [values.pop("subscripts")] if "subscripts" in values else []
        return function(*first, *several[0], **values)
    return function(**values)


def function_of(name: str) -> Any:
    return getattr(keras.ops, name, None) or getattr(keras.ops.image, name)


def in_keras(x: Tensor | None) -> object:
    match x:
        case None:
            return None
        case Tensor((), "float" | "int" | "bool" as kind):
            return {"float": 2.5, "int": 2, "bool": True}[kind]
        case _:
            return keras.KerasTensor(tuple(map(plain, x.shape)), x.dtype or "float32")


def argument(value: object) -> Any:
    match value:
        case Span():
            return slice(value.start, value.stop, value.step)
        case tuple():
            return tuple(map(argument, value))
        case _:
            return ... if value == REST else value


def their_outputs(result: object) -> object:
    if isinstance(result, list | tuple):
        return tuple(map(their_outputs, result))
    assert isinstance(result, keras.KerasTensor)
    return tuple(result.shape), result.dtype


NO_RULE = {
    **dict.fromkeys(
        ("arange", "empty", "eye", "full", "identity", "ones", "tri", "zeros"),
        "makes an array of sizes that are given, and reads no tensor",
    ),
    **dict.fromkeys(
        ("bartlett", "blackman", "hamming", "hanning", "kaiser"),
        "makes an array as long as a number says, and Keras itself states another shape",
    ),
    **dict.fromkeys(
        ("associative_scan", "cond", "custom_gradient", "fori_loop", "jvp", "map", "scan"),
        "calls functions of the author's own",
    ),
    **dict.fromkeys(
        ("switch", "vectorize", "vectorized_map", "while_loop"),
        "calls functions of the author's own",
    ),
    **dict.fromkeys(("convert_to_numpy", "dtype", "is_tensor", "ndim", "shape"), "gives no tensor"),
    "corrcoef": "Keras itself states another shape than comes out",
    "unique": "how many numbers come out, and where, only the numbers themselves tell",
}


def published() -> list[str]:
    return [
        name
        for module in (keras.ops, keras.ops.image)
        for name in dir(module)
        if not name.startswith("_") and callable(getattr(module, name))
    ]


def test_every_operation_has_a_rule_or_a_reason() -> None:
    assert sorted(set(published()) - operations.FAMILY.keys()) == sorted(NO_RULE)


def test_every_rule_is_of_an_operation_that_keras_publishes() -> None:
    assert sorted(operations.FAMILY.keys() - set(published())) == []


@pytest.mark.parametrize("family", operations.FAMILIES)
def test_a_family_holds_what_the_table_says(family: str) -> None:
    for name in operations.FAMILIES[family].split():
        assert operations.rule(name) is not None, name


@pytest.mark.parametrize("name", operations.FAMILY)
def test_arguments_stand_in_kerass_order(name: str) -> None:
    rule = operations.rule(name)
    assert rule
    parameters = inspect.signature(function_of(name)).parameters.values()
    stars = {p.name for p in parameters if p.kind is p.VAR_POSITIONAL}
    any_ = {p.name for p in parameters if p.kind is p.VAR_KEYWORD}
    theirs = [f"*{p.name}" if p.name in stars else p.name for p in parameters if p.name not in any_]
    assert list(operations.order(rule)) == theirs


@pytest.mark.parametrize("name", operations.FAMILY)
def test_classes_are_kerass(name: str) -> None:
    module = inspect.getmodule(function_of(name))
    assert hasattr(module, operations.class_of(name))
