"""From a call such as `nn.Conv2d(3, 16, 3)` to the module: its arguments as its rule has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.message import say
from shapeproof.model import LayerError, Problem
from shapeproof.read.source.torch.modules import Leaf
from shapeproof.read.source.torch.tensors import Dtype, TensorHost
from shapeproof.read.source.values import Named, Unknown, Value, is_unknown, size_of, written
from shapeproof.rules import torch as rules
from shapeproof.rules.arguments import ArgumentError, bind, checked
from shapeproof.rules.operands import need_plain, need_short
from shapeproof.rules.rule import Layer, Rule

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames


def leaf(names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any]) -> Leaf:
    """A module that has a rule, made with these arguments; alike ones are checked once.

    Raises `LayerError` for an argument that it does not take.
    """
    given = (*args, *kwargs.values())
    is_plain = all(type(value) in PLAIN for value in given)
    key = (name, given, tuple(kwargs), tuple(map(type, given))) if is_plain else None
    layer = names.layers.get(key) if is_plain else None
    if layer is None:
        layer = _layer(names, name, args, kwargs)
        if is_plain:
            names.layers[key] = layer
    return Leaf(names, name.rpartition(".")[2], layer._replace())


PLAIN = (int, float, str, bool, type(None))
"""Arguments of which equal ones mean the same."""


def _layer(names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any]) -> Layer:
    rule = rules.module(name)
    assert rule is not None, name
    at = names.interpreter.here()
    try:
        bound = bind(rule, args, kwargs)
        arguments = {key: _argument(names, rule, key, value) for key, value in bound.items()}
        for key, value in arguments.items():
            if not is_unknown(value):
                need_short(key, value)
                need_plain(rule, key, value)
        return checked(rule, arguments)
    except ArgumentError as error:
        raise LayerError(Problem("argument", at, name, error.message)) from None


def _argument(names: TorchNames, rule: Rule, key: str, value: Any) -> Any:
    """A value of the source as a rule takes it."""
    match value:
        case Dtype():
            return value.name
        case TensorHost():
            return value.tensor
        case list() | tuple():
            return tuple(_argument(names, rule, key, one) for one in value)
        case Unknown() if rule.is_quantity(key) or key not in rule.parameters:
            return size_of(value)
        case int() if rule.kind(key) == "bool" and value in (0, 1):
            return bool(value)
        case float() if rule.is_quantity(key) and value.is_integer() and key == "bias":
            return int(value)
        case Unknown() | Named() if key in rule.defaults:
            return _assumed(names, value, rule.defaults[key])
        case Value() if not is_unknown(value) and rule.kind(key) == "bool":
            return True
        case _ if rule.kind(key) == "bool" and value is None:
            return False
        case _:
            return value


def _assumed(names: TorchNames, value: Any, default: Any) -> Any:
    """The default, where nobody knows what the author chose."""
    note = say("assumed `{what}` is {value}", what=written(value), value=repr(default))
    names.interpreter.note(note, names.interpreter.here())
    return default


def settled(layer: Layer, shape: tuple[Any, ...]) -> Layer:
    """What a lazy module becomes when it reads a tensor of this shape."""
    rule = layer.rule
    name = rule.name.removeprefix("Lazy")
    plain = rules.module(name)
    if name == rule.name or plain is None:
        return layer
    [argument] = (key for key in plain.parameters if key not in rule.parameters)
    rank = rule.fixed.get("rank")
    axis = -1 if name == "Linear" else 1
    if name.startswith("Conv") and isinstance(rank, int):
        axis = -rank - 1
    elif not name.startswith("Linear") and isinstance(rank, int) and len(shape) == rank + 1:
        axis = 0 if "Instance" in name else 1
    size = shape[axis] if -len(shape) <= axis < len(shape) else 0
    return Layer(plain, {argument: size, **layer.arguments}, layer.name)
