"""Layers changed after they were made: kernels put into bytes, or adapted by thin ones (LoRA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.message import Place, say
from shapeproof.model import LayerError, Policy, Problem
from shapeproof.read.keras.nodes import Operation
from shapeproof.read.source.keras.shapes import quantity
from shapeproof.read.source.values import written
from shapeproof.rules.arguments import ArgumentError, checked
from shapeproof.rules.rule import Layer

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames


def quantize(
    names: KerasNames,
    operation: Operation,
    mode: Any = None,
    config: Any = None,
    filters: Any = None,
    **_: Any,
) -> None:
    """`layer.quantize("int8")`; of a model, all the layers in it that can be quantized."""
    at = names.interpreter.here()
    if not isinstance(mode, str):
        given = written(config if mode is None else mode)
        reason = say("how it is quantized by `{given}` is not known; write its mode: \"int8\"",
                     given=given)  # fmt: skip
        raise LayerError(Problem("unsupported", at, operation.name, reason))
    if filters is not None:
        reason = say("which of its layers `filters` leaves out is not read")
        raise LayerError(Problem("unsupported", at, operation.name, reason))
    if operation.layer is not None and not _takes(operation.layer, "quantization"):
        reason = say("Keras cannot quantize {kind}", kind=operation.kind)
        raise LayerError(Problem("argument", at, operation.name, reason))
    _quantize(operation, mode, at)


def _quantize(operation: Operation, mode: str, at: Place) -> None:
    """Put into fewer bits whatever can be, once."""
    for part in operation.parts:
        _quantize(part, mode, at)
    if operation.layer is None or not _takes(operation.layer, "quantization"):
        return
    if operation.policy.quantization is not None:  # Keras does it once
        return
    policy = operation.policy._replace(quantization=mode)
    try:
        operation.layer = _quantized(operation.layer, policy)
    except ArgumentError as error:
        raise LayerError(Problem("argument", at, operation.name, error.message)) from None
    operation.policy = policy


def _quantized(layer: Layer, policy: Policy) -> Layer:
    """The layer, and those that it is wrapped around."""
    if layer.rule.name == "SpectralNormalization":
        raise ArgumentError(say("what it is wrapped around cannot be quantized: Keras then keeps "
                                "both kernels, which is not read"))  # fmt: skip
    inner = {
        key: _quantized(value, policy)
        for key, value in layer.arguments.items()
        if isinstance(value, Layer) and _takes(value, "quantization")
    }
    if inner:
        layer = layer._replace(arguments={**layer.arguments, **inner})
    return policy.applied(layer)


def _takes(layer: Layer, argument: str) -> bool:
    """Whether a layer, or one inside it, has such an argument."""
    own = argument in (*layer.rule.parameters, *layer.rule.later.split())
    return own or any(
        _takes(inner, argument) for inner in layer.arguments.values() if isinstance(inner, Layer)
    )


def enable_lora(names: KerasNames, operation: Operation, rank: Any, *_: Any, **__: Any) -> None:
    """`layer.enable_lora(4)`."""
    at, layer = names.interpreter.here(), operation.layer
    if layer is None or "lora_rank" not in layer.rule.parameters:
        reason = say("Keras cannot adapt {kind}", kind=operation.kind)
        raise LayerError(Problem("argument", at, operation.name, reason))
    try:
        adapted = checked(layer.rule, {**layer.arguments, "lora_rank": quantity(rank)})
    except ArgumentError as error:
        raise LayerError(Problem("argument", at, operation.name, error.message)) from None
    operation.layer = adapted._replace(name=layer.name)
