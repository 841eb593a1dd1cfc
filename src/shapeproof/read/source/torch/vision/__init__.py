"""torchvision's models of images, each family told by a text of our own in torch's vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place, closest, say
from shapeproof.read.source.objects import Native
from shapeproof.read.source.torch.described import defines, scope_of
from shapeproof.read.source.values import (
    Host,
    Loaded,
    Missing,
    Named,
    Unknown,
    arguments,
    shortened,
)

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

HOME = "torchvision.models."
FAMILIES = {
    "alexnet": "AlexNet alexnet",
    "vgg": "VGG vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn",
    "resnet": "ResNet resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d "
    "resnext101_32x8d resnext101_64x4d wide_resnet50_2 wide_resnet101_2",
    "squeezenet": "SqueezeNet squeezenet1_0 squeezenet1_1",
    "densenet": "DenseNet densenet121 densenet161 densenet169 densenet201",
    "googlenet": "GoogLeNet GoogLeNetOutputs googlenet",
    "inception": "Inception3 InceptionOutputs inception_v3",
    "mobilenetv2": "MobileNetV2 mobilenet_v2",
    "mobilenetv3": "MobileNetV3 mobilenet_v3_large mobilenet_v3_small",
    "shufflenetv2": "ShuffleNetV2 shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 "
    "shufflenet_v2_x2_0",
    "mnasnet": "MNASNet mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3",
    "efficientnet": "EfficientNet efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 "
    "efficientnet_b4 efficientnet_b5 efficientnet_b6 efficientnet_b7 efficientnet_v2_s "
    "efficientnet_v2_m efficientnet_v2_l",
    "convnext": "ConvNeXt convnext_tiny convnext_small convnext_base convnext_large",
    "regnet": "RegNet regnet_x_400mf regnet_x_800mf regnet_x_1_6gf regnet_x_3_2gf regnet_x_8gf "
    "regnet_x_16gf regnet_x_32gf regnet_y_400mf regnet_y_800mf regnet_y_1_6gf regnet_y_3_2gf "
    "regnet_y_8gf regnet_y_16gf regnet_y_32gf regnet_y_128gf",
    "vision_transformer": "VisionTransformer vit_b_16 vit_b_32 vit_l_16 vit_l_32 vit_h_14",
    "swin_transformer": "SwinTransformer swin_t swin_s swin_b swin_v2_t swin_v2_s swin_v2_b",
    "maxvit": "MaxVit maxvit_t",
}
"""What each module of `torchvision.models` gives to the package, by the name of our file of it."""
FAMILY = {name: family for family, names in FAMILIES.items() for name in names.split()}
MODELS = tuple(name for name in FAMILY if name[0].islower())
OTHERWISE = {"mobilenet": ("mobilenetv2", "mobilenetv3"), "_utils": ("parts",)}
"""Modules that have what stands in others."""
OTHER_TASKS = (
    *("detection", "segmentation", "video", "optical_flow", "quantization", "feature_extraction"),
    *("deeplabv3", "fcn", "lraspp", "fasterrcnn", "maskrcnn", "keypointrcnn", "retinanet", "ssd"),
    *("fcos", "raft", "r3d", "mc3", "r2plus1d", "s3d", "mvit", "swin3d", "quantized_"),
)
"""How names begin that have to do with other tasks than to say what an image shows."""
CLASSES = 1000


def find(names: TorchNames, dotted: str) -> Any | None:
    """What a name of `torchvision.models` means; None if no text of ours has it."""
    reader = names.interpreter
    if dotted == "torch.hub.load":
        return Native(reader, dotted, partial(from_hub, names))
    if not dotted.startswith(HOME):
        return None
    home, _, name = dotted.removeprefix(HOME).rpartition(".")
    if name.endswith("_Weights"):
        return Weights(names, dotted)
    if home in ("", "_api") and name in ASKED:
        return Native(reader, dotted, partial(ASKED[name], names))
    for family in OTHERWISE.get(home, (home or FAMILY.get(name, ""),)):
        if (family in FAMILIES or family == "parts") and defines(described := text(family), name):
            return scope_of(names, described).find(name)
    if name == "__dict__" and not home:
        return {one: names.resolve(f"{HOME}{one}") for one in (*FAMILY, *FAMILIES)}
    return Misspelt(names, name, close) if not home and (close := nearest(name)) else None


def nearest(name: str) -> str | None:
    """The model whose name is like one that there is not."""
    is_other = name in FAMILIES or name in OTHERWISE or name.startswith(("_", *OTHER_TASKS))
    return None if is_other else closest(name, FAMILY)


class Misspelt(Named):
    """A name that is nearly a model's."""

    def __init__(self, names: TorchNames, name: str, close: str) -> None:
        super().__init__(f"{HOME}{name}", names.interpreter.module)
        self.why = say("torchvision has no model {name}; did you mean {close}?",
                       name=name, close=close)  # fmt: skip

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return Loaded(shortened(f"{self.dotted}({arguments(args, kwargs)})"), self.why, at)


def star(dotted: str) -> tuple[str, ...]:
    """What `from torchvision.models import *` binds."""
    return tuple(FAMILY) if f"{dotted}." == HOME else ()


@cache
def text(family: str) -> str:
    package = "shapeproof.read.source.torch.vision"
    shared, own = import_module(f"{package}.shared"), import_module(f"{package}.{family}")
    return f"{shared.TEXT}{own.TEXT}"


# Models by their names


def builder(names: TorchNames, _: Any, name: Any) -> Any:
    """`get_model_builder("resnet18")`."""
    return names.interpreter.module(f"{HOME}{str(name).lower()}")


def by_name(names: TorchNames, _: Any, name: Any, *args: Any, **kwargs: Any) -> Any:
    """`get_model("resnet18", weights="DEFAULT")`."""
    reader = names.interpreter
    if not isinstance(name, str):
        return Unknown("get_model(…)", reader.here(), is_result=True)
    return reader.call(builder(names, None, name), list(args), kwargs, reader.here())


def from_hub(names: TorchNames, _: Any, repo: Any = None, model: Any = None,
             *args: Any, **kwargs: Any) -> Any:  # fmt: skip
    """`torch.hub.load("pytorch/vision", "resnet18", pretrained=True)`."""
    reader = names.interpreter
    if isinstance(repo, str) and repo.partition(":")[0] == "pytorch/vision":
        kwargs = {key: value for key, value in kwargs.items() if key not in FETCHING}
        return by_name(names, None, model, *args, **kwargs)
    from shapeproof.read.source.torch.packages import ReadyMade

    return ReadyMade(names, "torch.hub.load").call([repo, model], {}, reader.here())


FETCHING = ("force_reload", "verbose", "skip_validation", "trust_repo", "source")
"""How `torch.hub.load` is told to fetch a package."""


# Trained weights


class Weights(Host):
    """`ResNet18_Weights` and its members: all that a shape knows of them is that there are some."""

    def __init__(self, names: TorchNames, dotted: str) -> None:
        self.names, self.dotted = names, dotted

    @property
    def kind(self) -> str:
        return self.dotted.rpartition(".")[2]

    def attribute(self, name: str, at: Place) -> Any:
        if name in OF_WEIGHTS:
            return OF_WEIGHTS[name](self, at)
        if name.startswith("__"):
            raise Missing(name)
        return Weights(self.names, f"{self.dotted}.{name}")

    def item(self, index: Any, at: Place) -> Any:
        return self.attribute(str(index), at)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if op not in ("==", "!="):
            return NotImplemented
        return (isinstance(other, Weights) and other.dotted == self.dotted) is (op == "==")

    def written(self) -> str:
        return self.dotted.removeprefix(HOME)


def meta(weights: Weights, at: Place) -> dict[str, Any]:
    categories = [Unknown(f"categories[{i}]", at) for i in range(CLASSES)]
    return {"categories": categories, "num_params": Unknown("num_params", at)}


OF_WEIGHTS: dict[str, Callable[[Weights, Place], Any]] = {
    "name": lambda weights, at: weights.kind,
    "value": lambda weights, at: weights,
    "meta": meta,
    "url": lambda weights, at: "",
    "transforms": lambda weights, at: Named(
        f"{weights.written()}.transforms", weights.names.interpreter.module
    ),
}


def weights_of(names: TorchNames, _: Any, name: Any) -> Weights:
    """`get_weight("ResNet50_Weights.DEFAULT")`, `get_model_weights("resnet50")`."""
    name = name if isinstance(name, str) else "Weights"
    return Weights(names, f"{HOME}{name}")


def listed(names: TorchNames, _: Any, **__: Any) -> list[str]:
    """`list_models()`."""
    return sorted(MODELS)


ASKED: dict[str, Callable[..., Any]] = {
    "get_model": by_name,
    "get_model_builder": builder,
    "get_model_weights": weights_of,
    "get_weight": weights_of,
    "list_models": listed,
}
"""Functions that find a model or its weights."""
