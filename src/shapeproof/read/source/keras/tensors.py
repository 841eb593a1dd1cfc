"""A tensor of a model as a value of a source, and what operators make of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.keras.nodes import KerasTensor
from shapeproof.read.source import structures
from shapeproof.read.source.keras.shapes import written_shape
from shapeproof.read.source.values import Host, Unknown

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames

OPERATORS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "true_divide",
    "//": "floor_divide",
    "%": "mod",
    "**": "power",
    "@": "matmul",
    "&": "logical_and",
    "|": "logical_or",
    "^": "logical_xor",
}
SIGNS = {"-": "negative", "~": "logical_not", "abs": "absolute"}
COMPARISONS = {
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    "!=": "not_equal",
}
"""The operations that operators are; `==` asks whether two are the same tensor."""
MOST = 4096
"""The most steps of a first axis that are walked along."""


class TensorHost(Host):
    """A tensor between two layers."""

    __slots__ = ("names", "tensor")

    def __init__(self, names: KerasNames, tensor: KerasTensor) -> None:
        self.names, self.tensor = names, tensor

    @property
    def kind(self) -> str:
        return "KerasTensor"

    @property
    def shape(self) -> Any:
        """As Keras gives it to a program; unknown while even its number of axes is.

        Inside an own layer the batch is a number, as it is there when data flow.
        """
        opened = self.names.opened.get(self.tensor)
        if opened:
            return opened.shape
        return self.tensor.tensor.shape if self.names.is_inside else self.static_shape

    @property
    def static_shape(self) -> tuple[Any, ...]:
        """The shape before data flow: None for the batch."""
        return written_shape(self.tensor.tensor.shape)

    def attribute(self, name: str, at: Place) -> Any:
        match name:
            case "shape" | "_keras_shape" | "_shape":
                return self.shape
            case "get_shape":
                return self.names.method(name, lambda: self.shape)
            case "dtype":
                return self.tensor.tensor.dtype
            case "ndim":
                return len(self.tensor.tensor.shape)
            case "name":
                return self.tensor.node.operation.name
            case "reshape" | "squeeze":
                return self.names.method(
                    name, lambda *a, **k: self.names.operation(name, [self, *a], k, at)
                )
            case "_keras_history":
                return [self.names.host(self.tensor.node.operation), 0, self.tensor.index]
            case _:
                return Unknown(f"{self.written()}.{name}", at)

    def length(self, at: Place) -> Any:
        return Unknown(f"len({self.written()})", at)

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        function = OPERATORS.get(op)
        if function is None:
            return NotImplemented
        pair = [other, self] if reflected else [self, other]
        return self.names.operation(function, pair, {}, at)

    def unary(self, op: str, at: Place) -> Any:
        function = SIGNS.get(op)
        return self if function is None else self.names.operation(function, [self], {}, at)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if op in COMPARISONS and other is not None:
            return self.names.operation(COMPARISONS[op], [self, other], {}, at)
        if isinstance(other, TensorHost):
            return (other.tensor is self.tensor) is (op in ("==", "is"))
        return NotImplemented

    def item(self, index: Any, at: Place) -> Any:
        return self.names.operation("get_item", [self], {"key": index}, at)

    def iterate(self, at: Place) -> Any:
        first = self.tensor.tensor.shape[:1]
        if not first or type(first[0]) is not int or first[0] > MOST:
            raise unsupported(self.written(), say("a walk along a tensor's first axis"), at)
        return [self.item(i, at) for i in range(first[0])]

    def truth(self, at: Place) -> bool | None:
        return None

    def written(self) -> str:
        return self.tensor.node.operation.name


def unsupported(layer: str, what: Any, at: Place) -> LayerError:
    reason = say("{what} has no rule yet, so what it gives is not known", what=what)
    return LayerError(Problem("unsupported", at, layer, reason))


def every(values: Iterable[Any]) -> list[Any]:
    """The values of nested lists, tuples and dicts, in Keras's order: a dict's by key."""
    return structures.every(values, by_key)


def by_key(value: Any) -> Any:
    return [value[key] for key in sorted(value)] if isinstance(value, dict) else value
