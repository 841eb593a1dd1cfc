"""Weights of a live module that torch makes anew at each call: which, and how."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from shapeproof.rules.rule import Layer
from shapeproof.rules.torch.parametrizations import parametrised

INSIDE: dict[str, Callable[[Any], dict[str, Any]]] = {
    "_WeightNorm": lambda how: {"dim": how.dim},
    "_SpectralNorm": lambda how: {
        "dim": getattr(how, "dim", 0),
        "n_power_iterations": getattr(how, "n_power_iterations", 1),
    },
    "_Orthogonal": lambda how: {
        "orthogonal_map": how.orthogonal_map.name,
        "use_trivialization": "base" in how._buffers,
    },
}
"""What a module of `torch.nn.utils.parametrizations` was made with."""
HOOKS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "weight_norm": lambda how: {"dim": how.dim},
    "spectral_norm": lambda how: {"dim": how.dim, "n_power_iterations": how.n_power_iterations},
    "prune": lambda how: {},
}
"""The same of the older hooks, by the module of `torch.nn.utils` that they are in."""
KINDS = {
    "_WeightNorm": "parametrizations.weight_norm",
    "_SpectralNorm": "parametrizations.spectral_norm",
    "_Orthogonal": "parametrizations.orthogonal",
    "prune": "prune.identity",
}
UTILS = "torch.nn.utils."
LAZY: Any = import_module("torch.nn.modules.lazy").LazyModuleMixin


class Change(NamedTuple):
    """A weight that is made anew, and how."""

    weight: str
    kind: str
    settings: dict[str, Any]


def class_of(module: Any) -> type:
    """The class that a module had before one of its weights was parametrised."""
    return type(module).__mro__[1] if is_parametrised(module) else type(module)


def is_parametrised(module: Any) -> bool:
    return "parametrizations" in module._modules


def changes_of(module: Any) -> list[Change] | None:
    """The weights that are made anew, in order; None where some of it is not torch's own."""
    found: list[Change | None] = []
    if is_parametrised(module):
        for name, steps in module.parametrizations.items():
            found += [_inside(name, how) for how in steps]
    hooks = module._forward_pre_hooks.values()
    found += [_hooked(hook) for hook in hooks if not _gives_shapes(hook)]
    known = [change for change in found if change is not None]
    is_once = len({change.weight for change in known}) == len(found)
    return known if is_once else None


def _gives_shapes(hook: Any) -> bool:
    """Whether it is the hook by which a lazy module learns its shapes from its first input."""
    return getattr(hook, "__func__", None) is LAZY._infer_parameters


def _inside(name: str, how: Any) -> Change | None:
    kind = type(how).__name__
    if type(how).__module__ != f"{UTILS}parametrizations" or kind not in INSIDE:
        return None
    return Change(name, KINDS[kind], INSIDE[kind](how))


def _hooked(hook: Any) -> Change | None:
    home = type(hook).__module__.removeprefix(UTILS)
    if home not in HOOKS:
        return None
    name = hook._tensor_name if home == "prune" else hook.name
    return Change(name, KINDS.get(home, home), HOOKS[home](hook))


def with_changes(layer: Layer, changes: list[Change]) -> Layer:
    for change in changes:
        layer = parametrised(layer, change.weight, change.kind, **change.settings)
    return layer
