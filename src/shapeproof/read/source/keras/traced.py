"""A Lambda's function, called on arrays of the shapes that it reads, to learn what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.message import ShapeproofError
from shapeproof.read.keras.graph import KerasTensor, Operation
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.objects import Function
from shapeproof.read.source.values import Raised, Value
from shapeproof.rules.rule import UNKNOWN, Facts, Layer, Rule, Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames


def prepare(names: KerasNames, operation: Operation, inputs: list[KerasTensor]) -> None:
    """Give a Lambda without `output_shape` a rule that calls its function."""
    layer = operation.layer
    if layer is None or layer.rule.name != "Lambda" or "function" not in layer.arguments:
        return
    function = layer.arguments["function"]
    settled = layer.arguments.get("output_shape")
    if isinstance(settled, tuple) or not isinstance(function, Value):
        return
    given = layer.arguments.get("arguments")
    more = given if isinstance(given, dict) else {}
    if isinstance(settled, Function):
        return
    operation.layer = _traced(names, layer, function, more)


def _traced(names: KerasNames, layer: Layer, function: Value, more: dict[str, Any]) -> Layer:
    def states(*inputs: Tensor) -> Facts:
        """Calls a function of the author's own, so nobody can say what it costs; what comes out
        follows from the function's own text."""
        output = _output(names, function, inputs, more)
        return Facts(UNKNOWN if output is None else output, macs=None)

    return Layer(Rule("Lambda", states), {}, layer.name)


def _output(
    names: KerasNames, function: Value, inputs: tuple[Tensor, ...], more: dict[str, Any]
) -> Any:
    reader = names.interpreter
    arrays = [Array(reader, x.shape, x.dtype or "float32") for x in inputs]
    given: Any = arrays[0] if len(arrays) == 1 else arrays
    try:
        return _as_tensors(reader.call(function, [given], dict(more), reader.here()))
    except (Raised, ShapeproofError, ArithmeticError, LookupError, TypeError, ValueError):
        return None


def _as_tensors(result: Any) -> Any:
    if isinstance(result, Array):
        return Tensor(result.shape, None if result.dtype == "float64" else result.dtype)
    if isinstance(result, list | tuple) and result:
        parts = tuple(map(_as_tensors, result))
        return None if None in parts else parts
    return None
