"""What torch's tools make of a module that is there already: weights that are made anew at each
call, weights that a mask covers, and weights in bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from shapeproof.model import LayerError, Problem
from shapeproof.read.source.library import deep_copied
from shapeproof.read.source.objects import Native
from shapeproof.read.source.torch.modules import Leaf, Module
from shapeproof.read.source.torch.own import ModuleClass, Net
from shapeproof.read.source.torch.tensors import Dtype
from shapeproof.rules import torch as rules
from shapeproof.rules.arguments import checked
from shapeproof.rules.rule import Layer, ShapeError, Weight
from shapeproof.rules.torch.parametrizations import Parametrised, parametrised

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames


def find(names: TorchNames, dotted: str) -> Any | None:
    """What a name of these tools means; None for any other."""
    if dotted not in TOOLS:
        return None
    tool = TOOLS[dotted]
    return Native(names.interpreter, dotted, lambda _, *a, **k: tool(names, *a, **k))


def leaf_of(module: Any) -> Leaf | None:
    """The part of a module that has a rule."""
    inner = module.inner if isinstance(module, Net) else module
    return inner if isinstance(inner, Leaf) else None


def become(leaf: Leaf, layer: Layer, names: TorchNames) -> None:
    """Have this layer from now on, under the name that it has.

    Raises `LayerError` where it has no such weight.
    """
    kind = leaf.written_as
    leaf.settle(layer)
    leaf.written_as = kind
    try:
        kept = leaf.weights
    except ShapeError as error:
        at = names.interpreter.here()
        raise LayerError(Problem("argument", at, kind, error.message)) from None
    for own in (leaf.parameters, leaf.buffers):
        for name in [name for name in own if name not in kept]:
            del own[name]


def made_anew(
    kind: str,
    order: tuple[str, ...],
    names: TorchNames,
    module: Any,
    name: str = "weight",
    *args: Any,
    **settings: Any,
) -> Any:
    """`weight_norm(module, name, …)`; what changes no number of what is kept is left out."""
    given = {key: value for key, value in {**dict(zip(order, args)), **settings}.items()
             if key not in ("eps",)}  # fmt: skip
    if (leaf := leaf_of(module)) is not None:
        become(leaf, parametrised(leaf.layer, name, kind, **given), names)
    return module


def as_before(names: TorchNames, module: Any, name: str = "weight", *_: Any, **__: Any) -> Any:
    """`remove_weight_norm(module)` and its like: the weight is kept again."""
    leaf = leaf_of(module)
    if leaf is not None and isinstance(leaf.layer.rule.states, Parametrised):
        rule = leaf.layer.rule._replace(states=leaf.layer.rule.states.key[0])
        become(leaf, leaf.layer._replace(rule=rule), names)
    return module


def pruned_in_all(names: TorchNames, parameters: Any, *_: Any, **__: Any) -> None:
    """`prune.global_unstructured([(module, name), …], …)`."""
    for module, name in parameters:
        made_anew("prune.identity", (), names, module, name)


def pruned(names: TorchNames, module: Any, name: str = "weight", *_: Any, **__: Any) -> Any:
    return made_anew("prune.identity", (), names, module, name)


# Weights in bytes

DYNAMIC = ("Linear", "LSTM", "GRU")
"""What is quantised where nobody says what, and how."""
OTHERWISE = {"Linear": {"bias": "bias_"}}
"""What a quantised module calls arguments of its model in floats."""


class InBytes(Leaf):
    """A module whose weights torch packs, so that none of them is a parameter."""

    @property
    def weights(self) -> Mapping[str, Weight]:
        return {name: weight._replace(kind="buffer") for name, weight in super().weights.items()}


def quantized(
    names: TorchNames,
    model: Any,
    qconfig_spec: Any = None,
    dtype: Any = None,
    mapping: Any = None,
    inplace: bool = False,
) -> Any:
    """`quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)`: a copy with modules in bytes."""
    if not isinstance(model, Module):
        return model
    chosen = names_in(qconfig_spec, names) if qconfig_spec else set(DYNAMIC)
    kept = dtype.name if isinstance(dtype, Dtype) else "qint8"
    made: Module = model if inplace else deep_copied(names.interpreter, model)
    for _, module in made.tree():
        for name, child in module.children.items():
            if isinstance(child, Leaf) and child.kind in chosen:
                module.children[name] = in_bytes(names, child, kept) or child
    return made


def names_in(spec: Any, names: TorchNames) -> set[str]:
    """The classes of a set or a dict that says what to quantise."""
    parts = names.interpreter.iterate(spec, names.interpreter.here()) or ()
    return {part.name for part in parts if isinstance(part, ModuleClass)}


def in_bytes(names: TorchNames, leaf: Leaf, dtype: str) -> Leaf | None:
    """The module that takes the place of one in floats; None where there is none."""
    rule = rules.module(f"quantized.dynamic.{leaf.kind}")
    if rule is None:
        return None
    spelt = OTHERWISE.get(leaf.kind, {})
    given = {spelt.get(key, key): value for key, value in leaf.layer.arguments.items()}
    taken = {key: value for key, value in given.items() if key in rule.parameters}
    if dtype != "qint8" and "dtype" in rule.parameters:
        taken["dtype"] = dtype
    made = InBytes(names, f"DynamicQuantized{leaf.kind}", checked(rule, taken))
    made.at = leaf.at
    return made


PRUNING = (
    *("l1_unstructured", "random_unstructured", "ln_structured", "random_structured", "identity"),
    "custom_from_mask",
)
SPECTRAL = ("n_power_iterations", "eps", "dim")
ORTHOGONAL = ("orthogonal_map",)
TOOLS: dict[str, Callable[..., Any]] = {
    "torch.nn.utils.weight_norm": partial(made_anew, "weight_norm", ("dim",)),
    "torch.nn.utils.spectral_norm": partial(made_anew, "spectral_norm", SPECTRAL),
    "torch.nn.utils.parametrizations.weight_norm": partial(
        made_anew, "parametrizations.weight_norm", ("dim",)
    ),
    "torch.nn.utils.parametrizations.spectral_norm": partial(
        made_anew, "parametrizations.spectral_norm", SPECTRAL
    ),
    "torch.nn.utils.parametrizations.orthogonal": partial(
        made_anew, "parametrizations.orthogonal", ORTHOGONAL
    ),
    "torch.nn.utils.remove_weight_norm": as_before,
    "torch.nn.utils.remove_spectral_norm": as_before,
    "torch.nn.utils.parametrize.remove_parametrizations": as_before,
    "torch.nn.utils.prune.remove": as_before,
    "torch.nn.utils.prune.global_unstructured": pruned_in_all,
    **{f"torch.nn.utils.prune.{name}": pruned for name in PRUNING},
    "torch.ao.quantization.quantize_dynamic": quantized,
    "torch.quantization.quantize_dynamic": quantized,
}
