"""From a call such as `Conv1D(7, kernel_size=40)` to the layer: its arguments as its rule has them.

Whatever is wrong with an argument is a `LayerError` that names the layer and its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place, closest, say
from shapeproof.model import LayerError, Policy, Problem
from shapeproof.read.keras.nodes import Operation
from shapeproof.read.source.keras import shapes
from shapeproof.read.source.keras.hosts import OperationHost
from shapeproof.read.source.keras.shapes import Open, quantity
from shapeproof.read.source.keras.signatures import COMMON, SHAPES, accepted, positional
from shapeproof.read.source.keras.traced import of_lambda
from shapeproof.read.source.objects import Function
from shapeproof.read.source.values import Named, Unknown, Value, written
from shapeproof.rules import keras as rules
from shapeproof.rules.arguments import (
    ArgumentError,
    bind,
    checked,
    choices_of,
    need_once,
    placed,
    unexpected,
)
from shapeproof.rules.keras import legacy
from shapeproof.rules.rule import Layer, Rule

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames

BY_SIDES = {"Convolution2D": 2, "Convolution3D": 3, "AtrousConvolution2D": 2, "Deconvolution2D": 2}


def layer(
    names: KerasNames, written_as: str, args: Sequence[Any], kwargs: dict[str, Any], at: Place
) -> Operation:
    """The layer that the call makes; one without a rule is known by its name alone."""
    kind = legacy.current(written_as)
    rule = rules.rule(kind)
    name = kwargs.get("name")
    operation = names.graph.operation(kind, None, None if name is None else text(name), at)
    try:
        _fill(names, operation, rule, written_as, args, dict(kwargs))
    except ArgumentError as error:
        raise LayerError(Problem("argument", at, operation.name, error.message)) from None
    return operation


def _fill(
    names: KerasNames,
    operation: Operation,
    rule: Rule | None,
    written_as: str,
    args: Sequence[Any],
    kwargs: dict[str, Any],
) -> None:
    known = () if rule is None else _accepted(rule)
    kwargs = legacy.modern(operation.kind, kwargs, known)
    if rule is not None:
        kwargs = _by_name(rule, _by_sides(written_as, args), kwargs)
    common = {key: kwargs.pop(key) for key in COMMON if key in kwargs and key not in known}
    shape = _brought(names, operation.kind, kwargs, known)
    if rule is not None:
        operation.layer = _layer(names, rule, kwargs, operation)
    _set_common(operation, common, names)
    _bring(names, operation, shape)


def begin(names: KerasNames, operation: Operation, given: dict[str, Any]) -> None:
    """The settings that every layer takes, of one of the source's own class."""
    kwargs = dict(given)
    try:
        shape = _brought(names, operation.kind, kwargs, ())
        _set_common(operation, {key: kwargs[key] for key in COMMON if key in kwargs}, names)
        _bring(names, operation, shape)
    except ArgumentError as error:
        raise LayerError(Problem("argument", operation.at, operation.name, error.message)) from None


def _bring(names: KerasNames, operation: Operation, shape: tuple[Any, ...] | Open | None) -> None:
    """Keep the shape that a first layer brings to its model."""
    if isinstance(shape, Open):
        shape = names.closed(shape, operation)
    if shape is not None:
        operation.input_shape = names.shapes.whole(shape)
        operation.input_dtype = operation.policy.compute


def _layer(names: KerasNames, rule: Rule, kwargs: dict[str, Any], operation: Operation) -> Any:
    counted = {
        key: value
        for key, value in kwargs.items()
        if key in rule.parameters and not (key == "data_format" and value is None)
    }
    for key in kwargs:
        if key not in _accepted(rule):
            raise ArgumentError(unexpected(rule, key))
    bound = bind(rule, (), counted)
    values = {key: _argument(names, rule, key, v, operation.at) for key, v in bound.items()}
    if rule.name == "Lambda" and (traced := of_lambda(names, values)) is not None:
        return Layer(traced, {}, operation.name)
    return checked(rule, values)._replace(name=operation.name)


def _set_common(operation: Operation, common: dict[str, Any], names: KerasNames) -> None:
    if isinstance(common.get("trainable"), bool):
        operation.trainable = common["trainable"]
    dtype = common.get("dtype")
    if (policy := names.dtype(dtype)) is not None:
        operation.policy = Policy.named(policy)
    if operation.layer is not None:
        operation.layer = operation.policy.applied(operation.layer)


def _accepted(rule: Rule) -> tuple[str, ...]:
    """Every argument that Keras takes by name, and those of old that the rule knows."""
    return accepted(rule.name) or (*rule.parameters, *rule.beside.split())


def _by_name(rule: Rule, args: Sequence[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """All arguments by name, those without one in Keras's order."""
    order = positional(rule.name)
    order = (*rule.parameters, *rule.beside.split()) if order is None else order
    by_place = placed(rule.name, order, args)
    for name in kwargs:
        need_once(name, by_place)
    return by_place | kwargs


def _by_sides(written_as: str, args: Sequence[Any]) -> Sequence[Any]:
    """Keras 1 gave the sides of a kernel one by one: `Convolution2D(32, 3, 3)`."""
    rank = BY_SIDES.get(written_as)
    if rank and len(args) > rank and all(isinstance(arg, int) for arg in args[: rank + 1]):
        return (args[0], tuple(args[1 : rank + 1]), *args[rank + 1 :])
    return args


def _brought(
    names: KerasNames, kind: str, kwargs: dict[str, Any], known: Sequence[str]
) -> tuple[Any, ...] | Open | None:
    """The input shape, batch included, that a first layer brings, in any of its spellings."""
    at = names.interpreter.here()
    found = {key: kwargs.pop(key) for key in SHAPES if key in kwargs and key not in known}
    length = kwargs.pop("input_length", None)
    batch = found.get("batch_size")
    for key in ("batch_input_shape", "batch_shape"):
        if key in found:
            whole = found[key]
            return whole if isinstance(whole, Open) else _whole(whole, at)
    if found.get("input_shape") is not None:
        return shapes.given(found["input_shape"], batch, at)
    if found.get("input_dim") is not None:
        inner = (found["input_dim"],)
        return (batch, *inner) if kind == "Dense" and length is None else (batch, length, *inner)
    if kind == "Embedding" and length is not None:
        return (batch, *(length if isinstance(length, list | tuple) else (length,)))
    return None


def _whole(shape: Any, at: Place) -> tuple[Any, ...] | Open:
    if isinstance(shape, Unknown):
        return Open(None, shape.item(slice(1, None), at), at)
    return shapes.as_tuple(shape)


def _argument(names: KerasNames, rule: Rule, key: str, value: Any, at: Place | None) -> Any:
    """A value of the source as a rule takes it."""
    if rule.kind(key) == "Activation" or (rule.name, key) == ("Activation", "activation"):
        return activation(names, value)
    if rule.is_quantity(key) or key == "shared_axes":
        return quantity(value)
    match value:
        case OperationHost():
            return _inner(value)
        case str() if choices_of(rule, key):
            return value.lower()
        case int() if rule.kind(key) == "bool" and value in (0, 1):
            return bool(value)
        case Unknown() | Named() if rule.kind(key) == "Stated":
            return value
        case Unknown() | Named() if key in rule.defaults:
            default = rule.defaults[key]
            names.interpreter.note(
                say("assumed `{what}` is {value}", what=value.written(), value=repr(default)), at
            )
            return default
        case list() | tuple() if any(isinstance(one, OperationHost) for one in value):
            return tuple(_argument(names, rule, key, one, at) for one in value)
        case list() | tuple() | Unknown() | Named():
            return quantity(value)
        case _:
            return value


def _inner(host: OperationHost) -> Any:
    """A layer or a model inside a layer."""
    if (layer := host.as_layer()) is None:
        raise ArgumentError(
            say("{kind} has no rule yet, so what it gives is not known", kind=host.kind)
        )
    return layer


def activation(names: KerasNames, value: Any) -> Any:
    """The name of an activation, however it was given; a function of one's own stays one."""
    match value:
        case OperationHost() if value.operation.layer is not None:
            if value.kind == "PReLU":
                learned = say(
                    "Keras counts the slopes of {layer} only once it has been called on data",
                    layer=value.written(),
                )
                names.interpreter.note(learned, value.operation.at)
            return value.operation.layer
        case OperationHost():
            return value
        case str():
            return _known_activation(names, value)
        case Function() | Unknown():
            return value
        case Value():
            name = value.written().rpartition(".")[2]
            return name if name in names.activations else value
        case _:
            return value


def _known_activation(names: KerasNames, name: str) -> str:
    if name in names.activations or name in names.custom:
        return name
    lower = name.lower()
    close = closest(lower, names.activations)
    if close:
        raise ArgumentError(
            say(
                "Keras has no activation called {activation}; did you mean {close}?",
                activation=repr(name),
                close=repr(close),
            )
        )
    raise ArgumentError(say("Keras has no activation called {activation}", activation=repr(name)))


def text(value: Any) -> str:
    return value if isinstance(value, str) else written(value)
