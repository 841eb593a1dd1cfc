"""What models take from packages beside torch: einops, and ready-made models that are not built."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.message import say
from shapeproof.read.source.objects import BoundMethod, Class, Function, Native, Record
from shapeproof.read.source.torch import vision
from shapeproof.read.source.values import Loaded, Named, Raised, shortened
from shapeproof.read.source.values import arguments as listed

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

EINOPS_LAYERS = ("Rearrange", "Reduce", "EinMix")
READY_MADE = (
    *("torchvision.models", "timm.create_model", "timm.models.create_model", "torch.hub.load"),
    *("torch.load", "torch.jit.load", "segmentation_models_pytorch", "efficientnet_pytorch"),
    *("pretrainedmodels", "transformers.AutoModel", "clip.load", "open_clip"),
)
"""What hands out models that somebody else has made."""
NO_MODELS = (
    *("torchvision.models._utils", "torchvision.models.utils", "torchvision.models._api"),
    "torchvision.models.detection.transform",
)
PASSED_ON = (
    *("fairscale.nn.checkpoint_wrapper", "fairscale.nn.wrap.wrap", "fairscale.nn.auto_wrap"),
    *(
        "fairscale.nn.checkpoint.checkpoint_wrapper",
        "fairscale.nn.wrap",
        "accelerate.dispatch_model",
    ),
    *("timm.models.helpers.build_model_with_cfg", "apex.amp.initialize", "torch.compile"),
    *("apex.parallel.convert_syncbn_model", "apex.parallel.DistributedDataParallel"),
    "torch.autograd.Variable",
)
"""What hands on its first argument."""
SPELT_OTHERWISE = {
    "apex.normalization.FusedLayerNorm": "torch.nn.LayerNorm",
    "apex.normalization.fused_layer_norm.FusedLayerNorm": "torch.nn.LayerNorm",
    "apex.normalization.FusedRMSNorm": "torch.nn.RMSNorm",
    "apex.parallel.SyncBatchNorm": "torch.nn.SyncBatchNorm",
    "inplace_abn.InPlaceABN": "torch.nn.BatchNorm2d",
    "timm.models.layers.Linear": "torch.nn.Linear",
    "timm.layers.Linear": "torch.nn.Linear",
}
"""Modules that do what one of torch's does, and keep the same."""


def find(names: TorchNames, dotted: str) -> Any | None:
    """What a name means; None if it is not known here."""
    reader, last = names.interpreter, dotted.rpartition(".")[2]
    if dotted.startswith("einops."):
        return of_einops(names, last)
    if (model := vision.find(names, dotted)) is not None:
        return model
    if dotted in SPELT_OTHERWISE:
        return names.resolve(SPELT_OTHERWISE[dotted])
    if dotted in PASSED_ON:
        return Native(reader, dotted, lambda _, value=None, *a, **k: value)
    if dotted in FUNCTIONS:
        return Native(reader, dotted, lambda _, *a, **k: FUNCTIONS[dotted](names, *a, **k))
    if is_ready_made(dotted) and (last[:1].isalpha() and dotted not in READY_MADE[:1]):
        return ReadyMade(names, dotted)
    return None


# einops


def of_einops(names: TorchNames, name: str) -> Any | None:
    if name in EINOPS_LAYERS:
        return names.module_class(f"einops.{name}")
    if name not in EINOPS:
        return None
    call = EINOPS[name]
    return Native(names.interpreter, name, lambda _, *a, **k: call(names, name, list(a), k))


def patterned(names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """A function that a pattern tells; a list of tensors is laid on each other first."""
    at = names.interpreter.here()
    if args and isinstance(args[0], list | tuple):
        args = [names.function("stack", [list(args[0])], {}, at), *args[1:]]
    return names.function(f"{name}.einops", args, kwargs, at)


def multiplied(names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    *tensors, pattern = args
    return names.function("einsum.einops", tensors, {"pattern": pattern}, names.interpreter.here())


def packed(
    names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any]
) -> tuple[Any, list[Any]]:
    """`pack(tensors, pattern)`: the packed tensor, and what `*` stands for in each."""
    from shapeproof.rules.torch.einops import around_star

    tensors, pattern = (*args, *kwargs.values())
    given = {"pattern": pattern}
    result = names.function("pack.einops", list(tensors), given, names.interpreter.here())
    before, after = around_star(pattern)
    return result, [tuple(x.shape[before : len(x.shape) - after]) for x in tensors]


def unpacked(names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
    return list(names.function("unpack.einops", args, kwargs, names.interpreter.here()))


def sizes(names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """`parse_shape(x, "b c _ w")`: the sizes by the names that the pattern has for them."""
    x, pattern = (*args, *kwargs.values())
    words = pattern.split()
    if "..." in words:
        at = words.index("...")
        words[at : at + 1] = ["_"] * (len(x.shape) - len(words) + 1)
    if len(words) != len(x.shape):
        raise Raised("RuntimeError", f"Can't parse shape with different number of dimensions: "
                     f"{pattern} {x.shape}")  # fmt: skip
    named = zip(words, x.shape)
    return {word: size for word, size in named if word != "_" and not word.isdecimal()}


EINOPS: dict[str, Callable[[TorchNames, str, list[Any], dict[str, Any]], Any]] = {
    "rearrange": patterned,
    "repeat": patterned,
    "reduce": patterned,
    "einsum": multiplied,
    "pack": packed,
    "unpack": unpacked,
    "parse_shape": sizes,
}


# Models that others have made


class ReadyMade(Named):
    """A name of a package of ready-made models: what it hands out is not built here."""

    def __init__(self, names: TorchNames, dotted: str) -> None:
        super().__init__(dotted, names.interpreter.module)
        self.names = names

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Any) -> Any:
        why = say(
            "`{what}` is not built here, since its layers stand in another package; load it in "
            "Python and give the live model, as in shapeproof.explain(model, (1, 3, 224, 224))",
            what=f"{self.dotted}()",
        )
        return Loaded(shortened(f"{self.dotted}({listed(args, kwargs)})"), why, at)


HUGGING_FACE = re.compile(r"transformers\.(\w+\.)*[A-Z]\w*(Model|For[A-Z]\w*)(\.\w+)?")


def is_ready_made(dotted: str) -> bool:
    if HUGGING_FACE.fullmatch(dotted):
        return True
    return any(dotted == one or dotted.startswith(f"{one}.") for one in READY_MADE) and not any(
        dotted == one or dotted.startswith(f"{one}.") for one in NO_MODELS
    )


# Python's own library, as models use it


def signature(names: TorchNames, function: Any) -> Record:
    """`inspect.signature(function)`: its parameters by name, with their defaults."""
    if isinstance(function, Class):
        function = BoundMethod(function.find("__init__"), None)
    own = 1 if isinstance(function, BoundMethod) else 0
    inner = function.function if isinstance(function, BoundMethod) else function
    found = {}
    if isinstance(inner, Function):
        found = {
            name: Record("Parameter", {"name": name, "default": inner.default(name)})
            for name in inner.parameters[own:]
        }
    return Record("Signature", {"parameters": found})


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "inspect.signature": signature,
}
