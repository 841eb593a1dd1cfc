"""The shapes that somebody asks about, held against what a model reads."""

from __future__ import annotations

from shapeproof import ways
from shapeproof.message import ReadError, say
from shapeproof.model import Model
from shapeproof.read import Shapes
from shapeproof.read.keras.graph import Graph
from shapeproof.read.keras.nodes import KerasModel, Sequential, tensors_in
from shapeproof.rules.rule import Tensor


def read_on(graph: Graph, model: KerasModel, inputs: tuple[Tensor, ...]) -> Model:
    """What is to be said of a model on these inputs; without any, on its own.

    Raises `ReadError` where it has none, or another number of them.
    """
    if isinstance(model, Sequential) and not model.is_built:
        if not inputs:
            raise untold(model.name)
        graph.build(model, inputs[0])
    if isinstance(inputs, Shapes):
        inputs = inputs.ordered([x.node.operation.name for x in tensors_in(model.inputs)])
    if inputs:
        need_as_many(model.name, len(tensors_in(model.inputs)), len(inputs))
    return graph.model(model, inputs or None)


def untold(name: str) -> ReadError:
    """A model that was never called on anything."""
    return ReadError(
        say(
            "{name} is not told what it reads; give its input shape: {way}",
            name=name,
            way=ways.shaped("None,28,28,1"),
        )
    )


def need_as_many(name: str, expected: int, given: int) -> None:
    if given != expected:
        raise ReadError(
            say(
                "{name} reads {expected:input|inputs}, and {way} gives {given}",
                name=name,
                expected=expected,
                way=ways.SHAPES,
                given=given,
            )
        )
