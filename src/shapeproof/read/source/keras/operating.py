"""Operations of a source: on a model's tensors they are part of it, on arrays they give arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import PerExample
from shapeproof.message import Place, say
from shapeproof.model import AS_IT_COMES, LayerError, Problem
from shapeproof.read.source import arrays
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.keras.shapes import quantity
from shapeproof.read.source.keras.tensors import TensorHost, unsupported
from shapeproof.read.source.values import Raised, Unknown, is_unknown, written
from shapeproof.rules import operands
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.arithmetic import dtypes
from shapeproof.rules.keras.operations import binding
from shapeproof.rules.rule import UNKNOWN, Rule, ShapeError, Structure, Tensor, parts

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames


def on_tensors(
    names: KerasNames, rule: Rule, args: list[Any], kwargs: dict[str, Any], at: Place
) -> Any:
    """What an operation gives on tensors of the model; constants may stand among them."""
    reading = Reading(names, at)
    try:
        bound = binding.bound(rule, args, kwargs, _is_tensor, reading.constant, reading.setting)
    except ArgumentError as error:
        raise LayerError(Problem("argument", at, rule.name, error.message)) from None
    if not bound.reads:
        raise unsupported(rule.name, rule.name, at)
    operation = names.graph.bare(bound.layer.rule.name, None, at)
    operation.layer = bound.layer._replace(name=operation.name)
    operation.policy = AS_IT_COMES
    return names.apply(operation, bound.reads, at)


def on_arrays(
    names: KerasNames, rule: Rule, args: list[Any], kwargs: dict[str, Any], at: Place
) -> Any:
    """What the same operation makes of arrays."""
    reading = Reading(names, at)
    try:
        bound = binding.bound(rule, args, kwargs, _is_array, reading.constant, reading.setting)
        facts = bound.layer(*map(reading.constant, bound.reads))
    except (ArgumentError, ShapeError) as error:
        raise Raised("ValueError", str(error.message)) from None
    if facts.output == UNKNOWN:
        return Unknown(f"{rule.name}(…)", at, is_result=True)
    return _as_arrays(names, facts.output)


def _as_arrays(names: KerasNames, structure: Structure) -> Any:
    if isinstance(structure, Tensor):
        return Array(names.interpreter, structure.shape, structure.dtype or "float32")
    return [_as_arrays(names, part) for part in parts(structure)]


def _is_tensor(value: Any) -> bool:
    return isinstance(value, TensorHost)


def _is_array(value: Any) -> bool:
    return isinstance(value, Array)


class Reading:
    """Values of the source as rules read them."""

    def __init__(self, names: KerasNames, at: Place) -> None:
        self.names, self.at = names, at

    def constant(self, value: Any) -> Tensor:
        """An array, a number, or numbers in lists; what is not known is taken for one number."""
        if isinstance(value, Array):
            return Tensor(self.names.shapes.whole(value.shape) if value.shape else (), value.dtype)
        if is_unknown(value):
            self.names.interpreter.note(
                say("assumed `{what}` is a number", what=written(value)), self.at
            )
            return Tensor((), "float")
        if isinstance(value, list | tuple) and value and not isinstance(value, Tensor):
            first = self.constant(value[0])
            return Tensor((len(value), *first.shape), dtypes.firm(first.dtype))
        return operands.constant(value)

    def setting(self, name: str, value: Any) -> Any:
        """An argument that is no tensor."""
        if name == "dtype":
            return arrays.named(value) or None
        if name in SHAPES and isinstance(value, list | tuple):
            value = [PerExample(1) if size is None else size for size in value]
        if isinstance(value, TensorHost):
            raise ArgumentError(
                say("`{name}` is a tensor, and its numbers are not known", name=name)
            )
        if isinstance(value, slice):
            return operands.settled(
                name, slice(*map(quantity, (value.start, value.stop, value.step)))
            )
        if isinstance(value, list | tuple):
            return tuple(self.setting("", one) for one in value)
        return operands.settled(name, quantity(value))


SHAPES = ("newshape", "shape")
"""Arguments in which None is the batch."""
