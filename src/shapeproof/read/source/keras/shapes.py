"""Shapes as a source writes them: known, half known, or of so many axes as a layer reads."""

from __future__ import annotations

from typing import Any

from shapeproof.algebra.formula import Name, PerExample
from shapeproof.message import Place, say
from shapeproof.read.keras.nodes import KerasModel, Operation, Sequential, tensors_in
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.values import Named, Unknown, Value, size_of, written
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.arithmetic.axes import SPATIAL
from shapeproof.rules.rule import Layer, Shape, Structure, Tensor

AXES = {
    "Dense": 1,
    "Embedding": 1,
    "RepeatVector": 1,
    "Masking": 2,
    "SimpleRNN": 2,
    "GRU": 2,
    "LSTM": 2,
    "RNN": 2,
    "ConvLSTM1D": 3,
    "ConvLSTM2D": 4,
    "ConvLSTM3D": 5,
}
"""How many axes beside the batch a layer reads where its `rank` does not tell, or usually reads."""


class Open(Value):
    """A shape of which even the number of axes is not known; the batch is."""

    __slots__ = ("at", "batch", "shape")

    def __init__(self, batch: Any, shape: Unknown, at: Place) -> None:
        self.batch, self.shape, self.at = batch, shape, at

    def sizes(self, axes: int) -> tuple[Any, ...]:
        """The shape, batch first, if it has so many axes: `X.shape[1]`, `X.shape[2]`, …"""
        return (self.batch, *(self.shape.item(i, self.at) for i in range(axes)))

    def written(self) -> str:
        return self.shape.text


def axes_read(operation: Operation) -> int | None:
    """How many axes an operation reads beside the batch, where that is settled."""
    if isinstance(operation, KerasModel):
        if operation.is_built:
            [x] = tensors_in(operation.inputs)[:1]
            return len(x.tensor.shape) - 1
        stack = operation.stack if isinstance(operation, Sequential) else []
        return axes_read(stack[0]) if stack else None
    return axes_of(operation.layer) if operation.layer else None


def axes_of(layer: Layer) -> int | None:
    inner = layer.arguments.get("layer")
    if isinstance(inner, Layer):
        below = axes_of(inner)
        outer = 1 if layer.rule.name == "TimeDistributed" else 0
        return None if below is None else below + outer
    rank = layer.rule.fixed.get("rank")
    return AXES.get(layer.rule.name, rank + 1 if isinstance(rank, int) else None)


class Shapes:
    """Reads shapes; sizes that an author left open get names that no other size has."""

    def __init__(self) -> None:
        self._unsized: set[str] = set()

    def whole(self, sizes: Any) -> Shape:
        """A shape of the source, batch first: None there is the batch, elsewhere an unknown.

        Raises `ArgumentError` for what is no size.
        """
        batch, *rest = sizes if isinstance(sizes, list | tuple) and sizes else (None,)
        names = SPATIAL.get(len(rest) - 1, ("steps",) * len(rest))
        return (
            PerExample(1) if batch is None or isinstance(batch, PerExample) else size(batch),
            *(
                self.unsized(names[i] if i < len(names) else f"size {i + 1}")
                if one is None
                else size(one)
                for i, one in enumerate(rest)
            ),
        )

    def unsized(self, name: str) -> Name:
        number = 1
        while (unused := name if number == 1 else f"{name}_{number}") in self._unsized:
            number += 1
        self._unsized.add(unused)
        return Name(unused)


def given(shape: Any, batch: Any, at: Place) -> tuple[Any, ...] | Open:
    """A shape without its batch, as `input_shape=` has it, with the batch before it."""
    if isinstance(shape, Named):
        shape = shape.unknown
    if isinstance(shape, Unknown):
        return Open(batch, shape, at)
    return (batch, *as_tuple(shape))


def as_tuple(shape: Any) -> tuple[Any, ...]:
    if isinstance(shape, Array) and len(shape.shape) == 1 and shape.numbers is not None:
        shape = shape.numbers
    if isinstance(shape, list | tuple):
        return tuple(shape)
    reason = say(
        "a shape is a tuple such as ({value},), with its comma, not {value}",
        value=written(shape),
    )
    raise ArgumentError(reason)


def size(value: Any) -> Any:
    """One size of a shape."""
    known = size_of(value.unknown if isinstance(value, Named) else value)
    if known is None or (isinstance(value, int) and value < 0):
        raise ArgumentError(
            say("a size of a shape is a whole number, not {value}", value=written(value))
        )
    return known


def quantity(value: Any) -> Any:
    """A number of the source as a rule takes it: an unknown one becomes its name."""
    if isinstance(value, Array):
        value = value.numbers if value.numbers is not None else value.shape
    if isinstance(value, list | tuple):
        return tuple(quantity(one) for one in value)
    if isinstance(value, Named):
        value = value.unknown
    if isinstance(value, Unknown):
        return size_of(value)
    return value


def written_shape(shape: Shape) -> tuple[Any, ...]:
    """A shape as Keras gives it to a program: None for the batch."""
    return tuple(None if isinstance(size, PerExample) else size for size in shape)


def written_shapes(structure: Structure) -> Any:
    """The same structure, of the shapes as Keras gives them to a program."""
    match structure:
        case Tensor():
            return written_shape(structure.shape)
        case dict():
            return {key: written_shapes(part) for key, part in structure.items()}
        case _:
            return tuple(map(written_shapes, structure))


def shapes_in(value: Any) -> list[Any]:
    """The shapes of a structure of them, in Keras's order."""
    match value:
        case dict():
            return [shape for key in sorted(value) for shape in shapes_in(value[key])]
        case list() | tuple() if any(isinstance(part, list | tuple | dict) for part in value):
            return [shape for part in value for shape in shapes_in(part)]
        case _:
            return [value]
