"""A ready-made model while it is being built: its layers, called on tensors as they are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.message import Place
from shapeproof.model import LayerError, Problem
from shapeproof.read.keras.applications.asked import Asked, shape_read
from shapeproof.read.keras.graph import Graph
from shapeproof.read.keras.nodes import KerasTensor, Operation, Sequential
from shapeproof.rules import keras as rules
from shapeproof.rules.arguments import ArgumentError, bind, checked
from shapeproof.rules.rule import Rule

USUAL = "include_top weights input_tensor input_shape pooling classes classifier_activation name"
"""The arguments of most ready-made models, in Keras's order."""
POOLING = {"avg": "GlobalAveragePooling2D", "max": "GlobalMaxPooling2D"}


class Application(NamedTuple):
    """A ready-made model: how it is built from its input on, and what it takes.

    `name` may ask for `{alpha}` and `{rows}`.  `sizes` are those of the images that it has learnt
    from, the usual one first; it takes none smaller than `least`.  `alphas` are the widths that it
    was taught with.  `reads` tells the shape that it reads, where Keras has a way of its own.
    """

    build: Callable[[Network, KerasTensor], KerasTensor]
    name: str
    sizes: tuple[int, ...] = (224,)
    least: int = 32
    takes: str = USUAL
    alphas: tuple[float, ...] = (1.0,)
    reads: Callable[[Asked], tuple[Any, ...]] | None = None

    def shape(self, asked: Asked) -> tuple[Any, ...]:
        """The shape that it reads, without the batch, None for what is left open."""
        if self.reads is not None:
            return self.reads(asked)
        return shape_read(asked, usual_size(asked.input_shape, self.sizes), self.least)


class Network:
    """The layers of one model, called on tensors as they are made.

    `name` is the model's; `is_open` tells that the sizes of its images are left open, as with None.
    """

    def __init__(
        self, graph: Graph, asked: Asked, name: str, is_open: bool, at: Place | None
    ) -> None:
        self.graph, self.asked, self.name, self.is_open, self.at = graph, asked, name, is_open, at

    def __call__(
        self,
        kind: str,
        read: KerasTensor | Sequence[KerasTensor],
        *args: Any,
        name: str | None = None,
        **kwargs: Any,
    ) -> KerasTensor:
        """What a new layer gives; its arguments are Keras's, in Keras's order."""
        return self.call(self.layer(kind, *args, name=name, **kwargs), read)

    def layer(self, kind: str, *args: Any, name: str | None = None, **kwargs: Any) -> Operation:
        operation = self.graph.operation(kind, None, name, self.at)
        rule = rule_of(kind)
        try:
            layer = checked(rule, bind(rule, args, kwargs))._replace(name=operation.name)
            operation.layer = operation.policy.applied(layer)
        except ArgumentError as error:
            raise LayerError(Problem("argument", self.at, operation.name, error.message)) from None
        return operation

    def call(self, operation: Operation, read: KerasTensor | Sequence[KerasTensor]) -> KerasTensor:
        given = [read] if isinstance(read, KerasTensor) else read
        result: KerasTensor = self.graph.call(operation, given)
        return result

    def operation(self, function: str, *args: Any) -> KerasTensor:
        """What an operation gives, which is no layer: `x + 3.0`, of tensors and numbers."""
        from shapeproof.rules.keras import operations
        from shapeproof.rules.keras.operations import binding

        rule = operations.rule(function)
        assert rule is not None, function
        made = self.graph.operation(operations.class_of(function), None, None, self.at)
        layer, read = binding.bound(rule, args, {}, lambda x: isinstance(x, KerasTensor))
        made.layer, made.is_layer = layer._replace(name=made.name), False
        return self.call(made, read)

    def stack(self, layers: Sequence[Operation], name: str) -> Sequential:
        """A Sequential model."""
        model = self.graph.sequential(name, self.at)
        for layer in layers:
            self.graph.add(model, layer, rebuild=False)
        self.graph.rebuild(model)
        return model

    def halved_by(self, x: KerasTensor, window: int, name: str) -> KerasTensor:
        """Zeros around images, so that a window at every second place meets half of the places."""
        return self("ZeroPadding2D", x, edges_to_halve(x, (window, window)), name=name)

    def classified(
        self, x: KerasTensor, pool: str | None = None, dropout: float = 0.0
    ) -> KerasTensor:
        """The mean of each channel, and a Dense layer with a unit for each class."""
        x = self("GlobalAveragePooling2D", x, name=pool)
        if dropout:
            x = self("Dropout", x, dropout, name="top_dropout")
        return self.predicted(x)

    def predicted(self, x: KerasTensor, name: str = "predictions") -> KerasTensor:
        asked = self.asked
        return self("Dense", x, asked.classes, asked.classifier_activation, name=name)

    def pooled(self, x: KerasTensor, is_named: bool = False) -> KerasTensor:
        """What a model without a top ends in: one number for each channel, where that is asked."""
        pooling = self.asked.pooling
        if pooling not in POOLING:
            return x
        return self(POOLING[pooling], x, name=f"{pooling}_pool" if is_named else None)

    def differ(self, one: Dim, other: Dim) -> bool:
        """Whether Keras takes two sizes for different ones; those left open it takes for equal."""
        if isinstance(one, int) and isinstance(other, int):
            return one != other
        return not self.is_open and repr(one) != repr(other)


def edges_to_halve(x: KerasTensor, window: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """How many zeros before and after the rows and the columns of images let a window at every
    second place meet half of the places; a size that nobody knows is taken to be even, as in Keras.
    """
    odd = (size % 2 if isinstance(size, int) else 0 for size in x.tensor.shape[1:3])
    return tuple((side // 2 - 1 + one, side // 2) for side, one in zip(window, odd))


def channels(x: KerasTensor) -> Any:
    return x.tensor.shape[-1]


def is_colour(x: KerasTensor) -> bool:
    """Whether images have three channels, as far as anybody knows."""
    size = channels(x)
    return not isinstance(size, int) or size == 3


@cache
def rule_of(kind: str) -> Rule:
    rule = rules.rule(kind)
    assert rule is not None, kind
    return rule


def usual_size(shape: tuple[Any, ...] | None, sizes: tuple[int, ...]) -> int:
    """The size of images that is meant: that of `shape` if it is among these, else the first."""
    match shape:
        case (int(rows), int(columns), *_) if rows == columns and rows in sizes:
            return rows
        case _:
            return sizes[0]


def divisible(filters: float, divisor: int = 8) -> int:
    """The nearest number of filters that can be divided so, and not below nine tenths of them."""
    near = max(divisor, int(filters + divisor / 2) // divisor * divisor)
    return near if near >= 0.9 * filters else near + divisor
