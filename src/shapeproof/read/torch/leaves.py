"""Modules that have a rule: the arguments that a live one was made with, read off it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from shapeproof.message import ShapeproofError
from shapeproof.read.torch.changed import changes_of, class_of, with_changes
from shapeproof.read.torch.inputs import dtype_name
from shapeproof.read.torch.tensors import tensors_in
from shapeproof.rules import operands
from shapeproof.rules import torch as rules
from shapeproof.rules.arguments import checked
from shapeproof.rules.rule import Layer, Rule, Tensor

torch: Any = import_module("torch")
nn: Any = torch.nn
OPENED = frozenset((
    "Transformer", "TransformerEncoder", "TransformerDecoder", "TransformerEncoderLayer",
    "TransformerDecoderLayer",
))  # fmt: skip
"""Modules that are told by what is inside them, whether they have a rule or not."""
DYNAMIC, EINOPS = "torch.ao.nn.quantized.dynamic.", "einops.layers.torch"
Made = Callable[[Any], Any]
OTHERWISE: dict[str, dict[str, Made]] = {
    "MultiheadAttention": {
        "bias": lambda m: m.in_proj_bias is not None,
        "add_bias_kv": lambda m: m.bias_k is not None,
        "kdim": lambda m: None if m.kdim == m.embed_dim else m.kdim,
        "vdim": lambda m: None if m.vdim == m.embed_dim else m.vdim,
    },
    "LayerNorm": {"bias": lambda m: m.bias is not None or not m.elementwise_affine},
    "quantized.dynamic.Linear": {
        "bias_": lambda m: m.bias() is not None,
        "dtype": lambda m: dtype_name(m.weight().dtype),
        "qscheme": lambda m: scheme(m.weight()),
    },
    "quantized.dynamic.LSTM": {"dtype": lambda m: dtype_name(m.dtype)},
    "quantized.dynamic.GRU": {"dtype": lambda m: dtype_name(m.dtype)},
}
"""Arguments that a module keeps under no attribute of the same name, or as something else."""


def rule_of(module: Any) -> Rule | None:
    """The rule of a module that is torch's own and does what its class says; None for any other."""
    name = name_of(class_of(module))
    if not name or name in OPENED:
        return None
    if "forward" in module.__dict__ or module._forward_hooks:
        return None
    return None if changes_of(module) is None else rules.module(name)


def name_of(kind: type) -> str:
    """What a class of torch's own goes by: `Conv2d`, `quantized.dynamic.Linear`; else nothing."""
    if getattr(nn, kind.__name__, None) is kind:
        return str(kind.__name__)
    home = str(kind.__module__)
    if home.startswith(DYNAMIC):
        return f"quantized.dynamic.{kind.__name__}"
    return f"einops.{kind.__name__}" if home == EINOPS else ""


def is_in_bytes(module: Any) -> bool:
    """Whether it computes with bytes, which only numbers can show."""
    return str(type(module).__module__).startswith(DYNAMIC)


def scheme(weight: Any) -> str:
    return "per_channel" if "per_channel" in str(weight.qscheme()) else "per_tensor"


def layer_of(module: Any, rule: Rule) -> Layer | None:
    """A module's rule with the arguments that it was made with; None where they cannot be told."""
    arguments: dict[str, Any] = {}
    for name in (*rule.parameters, *OTHERWISE.get(rule.name, {})):
        try:
            value = argument(module, rule, name)
        except AttributeError:
            if name not in rule.defaults:
                return None
            continue
        if name not in rule.defaults or not is_default(value, rule.defaults[name]):
            arguments[name] = value
    if rule.name.startswith("einops."):
        arguments |= module.axes_lengths
    try:
        return with_changes(checked(rule, arguments), changes_of(module) or [])
    except ShapeproofError:
        return None


def argument(module: Any, rule: Rule, name: str) -> Any:
    """What a module was given for an argument.

    Raises `AttributeError` where it keeps nothing of that name.
    """
    own = OTHERWISE.get(rule.name, {})
    value = own[name](module) if name in own else getattr(module, name)
    if name == "bias":
        return value is not None and value is not False
    return tuple(value) if isinstance(value, list) else value


def is_default(value: Any, default: Any) -> bool:
    """Whether a value is the default, also where it was written out for each axis."""
    if isinstance(value, tuple) and value and not isinstance(default, tuple):
        return all(is_default(one, default) for one in value)
    return type(value) is type(default) and bool(value == default)


class Reading(NamedTuple):
    """A module's layer in one call of it, and the tensors that it reads."""

    layer: Layer
    tensors: list[Any]


def is_packed(args: tuple[Any, ...]) -> bool:
    """Whether sequences of different lengths are read, one behind the other."""
    return bool(args) and isinstance(args[0], nn.utils.rnn.PackedSequence)


class Leaf:
    """A module that has a rule."""

    def __init__(self, layer: Layer, module: Any) -> None:
        self.layer = layer
        self.names = [*inspect.signature(type(module).forward).parameters][1:]
        self.own = operands.tensors(layer.rule)
        self.takes_several = bool(layer.rule.states.__code__.co_flags & operands.SEVERAL)
        self.later = layer.rule.later.split()

    def reading(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Reading:
        """What one call says: tensors in their places, and what comes with the call."""
        if len(args) == 1 == len(self.own) and not kwargs and isinstance(args[0], torch.Tensor):
            return Reading(self.layer, [args[0]])
        given = {**dict(zip([*self.names, *self.names[-1:] * len(args)], args)), **kwargs}
        if self.takes_several:
            return Reading(self.layer, [*tensors_in((args, kwargs))])
        reads: list[Any] = []
        constants: dict[int, Tensor | None] = {}
        values = [*given.values()]
        for i, name in enumerate(self.own):
            value = given.get(name, values[i] if i < len(values) else None)
            if isinstance(value, torch.Tensor):
                reads.append(value)
            else:
                constants[i] = None
        more = {key: given[key] for key in self.later if key in given}
        more = {key: v for key, v in more.items() if not is_default(v, self.default(key))}
        arguments = {**self.layer.arguments, **more}
        rule = self.layer.rule._replace(constants=constants)
        return Reading(self.layer._replace(rule=rule, arguments=arguments), reads)

    def default(self, key: str) -> Any:
        return self.layer.rule.defaults.get(key)
