"""From Python text to the model that it makes: the one asked for, or the last one bound."""

from __future__ import annotations

from shapeproof.message import Note, ShapeproofError, say
from shapeproof.model import LayerError, Model, Problem
from shapeproof.read.keras.inputs import read_on
from shapeproof.read.keras.nodes import Body, KerasModel, Operation, Own
from shapeproof.read.source.budget import Budget
from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.keras.finding import asked, last
from shapeproof.read.source.keras.hosts import ModelHost
from shapeproof.read.source.keras.names import KerasNames
from shapeproof.read.source.neighbours import Neighbours
from shapeproof.rules.rule import Tensor

SECONDS = 5.0
MANY = 10_000
"""How long a source is read; one that has made more calls than this by then makes them forever."""


def read(source: str | bytes, file: str, entry: str, inputs: tuple[Tensor, ...]) -> Model:
    """The model that a source makes, read without running it.

    `entry` is a name in it, an expression over its names, or empty.  `inputs` are the shapes that
    the model shall read; without them it reads its own.
    Raises `ReadError` where there is no model to be found.
    """
    names = KerasNames(inputs)
    reader = Interpreter([names], file, Budget(seconds=SECONDS))
    if file not in ("", "-"):
        reader.neighbours = Neighbours(reader, file)
    problems: list[Problem] = []
    try:
        _stopping_late(reader, names, source)
        found = asked(reader, names, entry) if entry else last(reader, names)
        model = _with_inputs(names, found, inputs)
    except LayerError as error:
        found, model = names.graph.partial()
        problems.append(outermost(error.problem, found))
    trained = found.own if isinstance(found, Body) else found
    problems += [problem for of, problem in names.problems if of is trained]
    return model._replace(
        problems=tuple(problems),
        notes=tuple(reader.notes),
        variable=_variable(reader, found),
        compiled=found.compiled,
        file=file,
    )


def outermost(problem: Problem, model: Operation) -> Problem:
    """The problem of a layer by its path in the model, which does not begin with the model."""
    if not isinstance(model, Body):
        return problem
    return problem._replace(layer=problem.layer.removeprefix(f"{model.name}."))


def _variable(reader: Interpreter, model: Operation) -> str:
    """The name that the source last gave a model."""
    sought = model.own if isinstance(model, Body) else model
    for binding in reversed(reader.bindings):
        if isinstance(binding.value, ModelHost) and binding.value.operation is sought:
            return str(binding.name)
    return ""


def _stopping_late(reader: Interpreter, names: KerasNames, source: str | bytes) -> None:
    """Read all of it; what stops reading once there is a model is a note."""
    try:
        reader.run(source)
    except LayerError:
        raise
    except ShapeproofError as error:
        endless = names.is_endless or len(names.graph.nodes) > MANY
        if endless or not any(model.is_built for model in names.graph.models):
            raise
        reader.notes.append(Note(error.at, say("reading stopped here: {why}", why=error.message)))


def _with_inputs(names: KerasNames, model: Operation, inputs: tuple[Tensor, ...]) -> Model:
    if isinstance(model, Own):
        return names.graph.model(model.code.read(inputs))
    assert isinstance(model, KerasModel)
    return read_on(names.graph, model, inputs)
