"""Keras's tensors, layers and models, and the calls between them.

A layer of an author's own class is here too: what it calls is a `Body`, a model like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

from shapeproof.message import Message, Place
from shapeproof.model import Compiled, Model, Policy
from shapeproof.rules.given import INPUT
from shapeproof.rules.rule import (
    Facts,
    Layer,
    Structure,
    Tensor,
    flat,
    packed,
)
from shapeproof.supposition import supposed


class KerasTensor:
    """One output of one call."""

    __slots__ = ("index", "name", "node", "tensor")

    def __init__(self, tensor: Tensor, node: Node, index: int) -> None:
        self.tensor, self.node, self.index = tensor, node, index
        self.name = ""


Told = Mapping[str, Any]
NOTHING: Told = {}
Tensors = KerasTensor | list["Tensors"] | tuple["Tensors", ...] | dict[str, "Tensors"]


class Node:
    """One call of an operation; `result` has its outputs in the structure they came in.

    `number` counts Keras 3's calls, `classic` those of Keras 2, which repeated none.  `told` are
    the arguments that came with the call (`return_attention_scores=True`).
    """

    __slots__ = (
        *("_facts", "_layer", "classic", "inputs", "number"),
        *("operation", "outputs", "result", "told"),
    )

    def __init__(
        self,
        operation: Operation,
        inputs: Sequence[KerasTensor],
        output: Structure,
        told: Told,
        repeats: Node | None = None,
        facts: Facts | None = None,
    ) -> None:
        self.told, self._facts, self._layer = told, facts, operation.layer
        self.operation, self.inputs = operation, tuple(inputs)
        self.number = len(operation.nodes)
        self.classic: int = repeats.classic if repeats else operation.classic_calls
        operation.classic_calls += repeats is None
        self.outputs = tuple(KerasTensor(x, self, i) for i, x in enumerate(flat(output)))
        self.result = packed(output, iter(self.outputs))
        operation.nodes.append(self)

    @property
    def is_input(self) -> bool:
        return self.operation.kind == "InputLayer"

    def known(self, inputs: tuple[Tensor, ...]) -> Facts | None:
        """What the layer has said on these inputs, where it was asked and is still the same."""
        if self._facts is None or self._layer is not self.operation.layer:
            return None
        return self._facts if are_same(inputs, [x.tensor for x in self.inputs]) else None


def placeholder(tensor: Tensor, name: str) -> KerasTensor:
    """What an own layer is called on, inside it; Keras gives it no name."""
    made = Operation("InputLayer", name, Layer(INPUT, {"shape": tensor.shape}), None)
    return Node(made, (), tensor, NOTHING).outputs[0]


def are_same(some: Sequence[Tensor], others: Sequence[Tensor]) -> bool:
    """Whether tensors have the same sizes; a batch of 1 is not the batch that nobody states."""
    return len(some) == len(others) and all(
        x == y and [*map(type, x.shape)] == [*map(type, y.shape)] for x, y in zip(some, others)
    )


class Operation:
    """What can be called: a layer, a model, or the input of a model."""

    def __init__(self, kind: str, name: str, layer: Layer | None, at: Place | None) -> None:
        self.kind, self.name, self.layer, self.at = kind, name, layer, at
        self.classic = name  # in Keras 2
        self.is_layer = True
        self.is_model = False
        self.trainable = True
        self.policy = Policy()
        self.compiled: Compiled = None
        self.inside: Model | None = None  # what is known of its parts, though not how it calls them
        self.nodes: list[Node] = []
        self.classic_calls = 0
        self.input_shape: Any = None  # as the author gave it, before the layer has read anything
        self.input_dtype: str | None = None

    @property
    def is_built(self) -> bool:
        """Whether it is known what it reads."""
        return bool(self.nodes)

    @property
    def parts(self) -> Sequence[Operation]:
        """The operations of a model; none for a layer."""
        return ()

    def body(self, inputs: tuple[Tensor, ...], told: Told) -> KerasModel | None:
        """The model that runs when this is called on these tensors; None for a layer's rule."""
        return None

    def layer_told(self, told: Told) -> Layer | None:
        """The layer with the arguments that came with a call."""
        if self.layer is None:
            return None
        layer = supposed(self.name, self.layer)
        return layer._replace(arguments={**layer.arguments, **told}) if told else layer


class KerasModel(Operation):
    """A model: its inputs, its outputs, and the nodes between them in Keras's order."""

    base = "Functional"

    def __init__(self, kind: str, name: str, at: Place | None) -> None:
        super().__init__(kind, name, None, at)
        self.is_model = True
        self.classic_calls = 1  # Keras 2 counted its making as a call
        self.inputs: Any = ()
        self.outputs: Any = ()
        self.order: list[tuple[Node, int]] = []

    @property
    def is_built(self) -> bool:
        return bool(self.order)

    def body(self, inputs: tuple[Tensor, ...], told: Told) -> KerasModel | None:
        return self

    @property
    def parts(self) -> Sequence[Operation]:
        operations = dict.fromkeys(node.operation for node, _ in self.order)
        return list(operations)

    @property
    def is_chain(self) -> bool:
        """Whether Keras's summary calls it sequential: one node a depth, one input a node."""
        depths = [depth for _, depth in self.order]
        single = all(len(node.inputs) <= 1 for node, _ in self.order)
        operations = {node.operation for node, _ in self.order}
        return single and len(set(depths)) == len(depths) and len(operations) == len(depths)


class Sequential(KerasModel):
    """Layers one after the other; each is called as soon as the shape that it reads is known."""

    base = "Sequential"

    def __init__(self, name: str, at: Place | None) -> None:
        super().__init__("Sequential", name, at)
        self.stack: list[Operation] = []
        self.names: set[str] = set()  # of the stack
        self.builds = 0
        self.reads_as_model = False  # the first layer is a model, and brings the input

    @property
    def parts(self) -> Sequence[Operation]:
        return self.stack


class Code(Protocol):
    """What is known of a class that is not Keras's own."""

    def trace(self, body: Body, told: Told) -> None:
        """Make the calls of a body, on its inputs."""
        ...

    def read(self, inputs: tuple[Tensor, ...]) -> Body:
        """What it runs on tensors of these shapes; without any, on what it is first called on."""
        ...

    def parts(self) -> Sequence[Operation]:
        """The layers that it keeps, in the order in which Keras lists them."""
        ...

    def silence(self) -> Message:
        """Why nothing can be said of one that nobody can call."""
        ...


class Own(Operation):
    """A layer or model of a class of its author's own, whose calls are seen by following its code.

    `weights` are those that it keeps itself.
    """

    def __init__(self, kind: str, name: str, at: Place | None, code: Code) -> None:
        super().__init__(kind, name, None, at)
        self.code = code
        self.weights: list[Node] = []
        self.traced: list[tuple[tuple[Tensor, ...], Told, Body]] = []

    @property
    def parts(self) -> Sequence[Operation]:
        return self.code.parts()

    @property
    def models(self) -> list[KerasModel]:
        """The models that it keeps and that have inputs of their own."""
        return [part for part in self.parts if isinstance(part, KerasModel) and part.is_built]

    def body(self, inputs: tuple[Tensor, ...], told: Told) -> Body:
        for known, with_told, body in self.traced:
            if told is with_told and are_same(inputs, known):
                return body
        body = Body(self, inputs, told.get("names", ()))
        self.traced.append((inputs, told, body))
        self.code.trace(body, told)
        return body


class Body(KerasModel):
    """What an own layer or model runs, call by call as its code makes them.

    `returns` is what its code gave back, with tensors in their places.
    """

    base = "Model"

    def __init__(self, own: Own, inputs: Sequence[Tensor], names: Sequence[str]) -> None:
        super().__init__(own.kind, own.name, own.at)
        self.own = own
        self.returns: Any = None
        names = [*names, *(f"input_{i}" for i in range(len(names), len(inputs)))]
        self.inputs = tuple(map(placeholder, inputs, names))

    def keep(self, calls: Iterable[Node]) -> None:
        """Keep the calls that read nothing but the inputs, own weights and one another."""
        begin = [x.node for x in self.inputs] + self.own.weights
        calls = [node for node in calls if node in begin or node.operation.kind != "Weight"]
        made, inside = set(calls), dict.fromkeys(begin)
        for node in calls:
            foreign = node.is_input or any(
                x.node in made and x.node not in inside for x in node.inputs
            )
            if not foreign:
                inside[node] = None
        self.order = [(node, -depth) for depth, node in enumerate(inside)]
        self.trainable = self.own.trainable

    @property
    def parts(self) -> Sequence[Operation]:
        return self.own.parts

    @property
    def is_chain(self) -> bool:
        nodes = [node for node, _ in self.order]
        return all(
            [x.node for x in node.inputs] == [before] for before, node in pairwise(nodes)
        ) and len({node.operation for node in nodes}) == len(nodes)


def structured(tensors: Tensors, known: Mapping[KerasTensor, Any]) -> Any:
    """The same structure, with what is known of each tensor in its place."""
    match tensors:
        case KerasTensor():
            return known[tensors]
        case dict():
            return {key: structured(part, known) for key, part in tensors.items()}
        case _:
            return tuple(structured(part, known) for part in tensors)


def tensors_in(structure: Tensors) -> list[KerasTensor]:
    """The tensors of a nested structure, in Keras's order: a dict's by key.

    Anything else in it is passed over.
    """
    match structure:
        case KerasTensor():
            return [structure]
        case dict():
            return [x for key in sorted(structure) for x in tensors_in(structure[key])]
        case list() | tuple():
            return [x for part in structure for x in tensors_in(part)]
        case _:
            return []


def holding(operation: Operation) -> dict[Operation, None]:
    """The operation and all that it has inside, each once."""
    found, waiting = dict[Operation, None](), [operation]
    while waiting:
        part = waiting.pop()
        if part not in found:
            found[part] = None
            waiting.extend(part.parts)
    return found
