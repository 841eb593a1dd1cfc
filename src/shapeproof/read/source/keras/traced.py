"""A Lambda's function, called on arrays of the shapes that it reads, to learn what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shapeproof.message import ShapeproofError
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.values import Raised, Value
from shapeproof.rules.rule import UNKNOWN, Facts, Rule, Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames


def of_lambda(names: KerasNames, arguments: Mapping[str, Any]) -> Rule | None:
    """A rule that calls the function of a Lambda; None if `output_shape` says what comes out."""
    function, settled = arguments.get("function"), arguments.get("output_shape")
    if settled is not None or not isinstance(function, Value):
        return None
    given = arguments.get("arguments")
    more = given if isinstance(given, dict) else {}

    def states(*inputs: Tensor) -> Facts:
        """Calls a function of the author's own, so nobody can say what it costs; what comes out
        follows from the function's own text."""
        output = _output(names, function, inputs, more)
        return Facts(UNKNOWN if output is None else output, macs=None)

    return Rule("Lambda", states)


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
