"""From Python text to the model that it makes: the one asked for, or the last one bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapeproof.message import Note, ReadError, ShapeproofError, say
from shapeproof.model import LayerError, Model, Problem
from shapeproof.read.keras.graph import KerasModel, Sequential, tensors_in
from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.keras.hosts import ModelHost
from shapeproof.read.source.keras.names import KerasNames
from shapeproof.read.source.objects import Function
from shapeproof.read.source.values import Unknown
from shapeproof.rules.rule import Tensor


def read(source: str | bytes, file: str, entry: str, inputs: tuple[Tensor, ...]) -> Model:
    """The model that a source makes, read without running it.

    `entry` is a name in it, an expression over its names, or empty.  `inputs` are the shapes that
    the model shall read; without them it reads its own.
    Raises `ReadError` where there is no model to be found.
    """
    names = KerasNames()
    reader = Interpreter([names], file)
    problems: list[Problem] = []
    try:
        _stopping_late(reader, names, source)
        found = _entry(reader, entry) if entry else _last(reader, names)
        model = _with_inputs(names, found, inputs)
    except LayerError as error:
        problems.append(error.problem)
        found, model = names.graph.partial()
    return model._replace(
        problems=tuple(problems), notes=tuple(reader.notes), variable=_variable(reader, found)
    )


def _variable(reader: Interpreter, model: KerasModel) -> str:
    """The name that the source last gave a model."""
    for binding in reversed(reader.bindings):
        if isinstance(binding.value, ModelHost) and binding.value.operation is model:
            return str(binding.name)
    return ""


def _stopping_late(reader: Interpreter, names: KerasNames, source: str | bytes) -> None:
    """Read all of it; what stops reading once there is a model is a note."""
    try:
        reader.run(source)
    except LayerError:
        raise
    except ShapeproofError as error:
        if not any(model.is_built for model in names.graph.models):
            raise
        reader.notes.append(Note(error.at, say("reading stopped here: {why}", why=error.message)))


def _entry(reader: Interpreter, entry: str) -> KerasModel:
    """The model that a name, a function or an expression of the source stands for."""
    value = reader.expression(entry)
    if isinstance(value, Function):
        value = _called(reader, value)
    if isinstance(value, ModelHost):
        return value.operation
    raise ReadError(say("`{entry}` is no model, and makes none", entry=entry))


def _last(reader: Interpreter, names: KerasNames) -> KerasModel:
    """The model that the source bound last; else the one that its only function makes."""
    for binding in reversed(reader.bindings):
        if isinstance(binding.value, ModelHost) and _says_something(binding.value.operation):
            return binding.value.operation
    if made := [model for model in names.graph.models if _says_something(model)]:
        return made[-1]
    functions = _functions(reader)
    for function in functions:
        if isinstance(value := _called(reader, function), ModelHost):
            return value.operation
    raise ReadError(say("no model is made here; name what makes it, as in FILE:NAME"))


def _says_something(model: KerasModel) -> bool:
    return model.is_built or bool(model.parts)


def _functions(reader: Interpreter) -> list[Function]:
    values: dict[str, Any] = reader.module_scope.values
    return [value for value in values.values() if isinstance(value, Function)]


def _called(reader: Interpreter, function: Function) -> Any:
    """What a function gives; an argument that it needs is an unknown of that name."""
    arguments = function.node.args
    required = [*arguments.posonlyargs, *arguments.args]
    required = required[: len(required) - len(arguments.defaults)]
    given = [Unknown(argument.arg, reader.here()) for argument in required]
    attempt: Callable[[], Any] = lambda: reader.call(function, given, {}, reader.here())  # noqa: E731
    try:
        return attempt()
    except LayerError:
        raise
    except Exception:
        return None


def _with_inputs(names: KerasNames, model: KerasModel, inputs: tuple[Tensor, ...]) -> Model:
    if isinstance(model, Sequential) and not model.is_built:
        if not inputs:
            raise ReadError(
                say(
                    "{name} is not told what it reads; give its input shape: --input None,28,28,1",
                    name=model.name,
                )
            )
        names.graph.build(model, inputs[0])
    if inputs and len(inputs) != len(tensors_in(model.inputs)):
        raise ReadError(
            say(
                "{name} reads {expected:input|inputs}, and --input gives {given}",
                name=model.name,
                expected=len(tensors_in(model.inputs)),
                given=len(inputs),
            )
        )
    return names.graph.model(model, inputs or None)
