"""Keras's ready-made models, `keras.applications`, layer by layer as Keras builds and names them.

A family loads when one of its models is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from shapeproof.message import Place
from shapeproof.model import LayerError, Problem
from shapeproof.read.keras.applications.asked import (
    Asked,
    need_colour,
    need_possible,
)
from shapeproof.read.keras.applications.network import (
    Application,
    Network,
    channels,
    usual_size,
)
from shapeproof.read.keras.graph import Graph
from shapeproof.read.keras.nodes import KerasModel, KerasTensor, Node
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.rule import Shape, Tensor

FAMILIES = {
    "convnext": "ConvNeXtTiny ConvNeXtSmall ConvNeXtBase ConvNeXtLarge ConvNeXtXLarge",
    "densenet": "DenseNet121 DenseNet169 DenseNet201",
    "efficientnet": "EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 "
    "EfficientNetB5 EfficientNetB6 EfficientNetB7",
    "efficientnet_v2": "EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 "
    "EfficientNetV2S EfficientNetV2M EfficientNetV2L",
    "inception_resnet_v2": "InceptionResNetV2",
    "inception_v3": "InceptionV3",
    "mobilenet": "MobileNet",
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3": "MobileNetV3Small MobileNetV3Large",
    "nasnet": "NASNetMobile NASNetLarge",
    "resnet": "ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2",
    "vgg": "VGG16 VGG19",
    "xception": "Xception",
}
FAMILY = {name: family for family, names in FAMILIES.items() for name in names.split()}


def application(name: str) -> Application | None:
    """The ready-made model of this name, or None where there is none."""
    family = FAMILY.get(name)
    if family is None:
        return None
    found: Application = import_module(f"{__name__}.{family}").APPLICATIONS[name]
    return found


def make(
    graph: Graph,
    kind: str,
    asked: Asked,
    whole: Callable[[Any], Shape],
    at: Place | None = None,
) -> KerasModel:
    """The model that is asked for; `whole` makes a shape, batch first, of one with None in it.

    Raises `LayerError` where Keras refuses to make it.
    """
    found = application(kind)
    assert found is not None, kind
    try:
        need_possible(asked, found.alphas)
        shape = found.shape(asked)
        x = asked.input_tensor or _input(graph, whole((None, *shape)), at)
        need_colour(asked, channels(x))
    except ArgumentError as error:
        raise LayerError(Problem("argument", at, kind, error.message)) from None
    name, is_given = name_of(found, asked, shape), asked.input_tensor is not None
    net = Network(graph, asked, name or found.name, is_given or None in shape, at)
    return graph.functional(sources(x) if is_given else x, found.build(net, x), name, at)


def _input(graph: Graph, shape: Shape, at: Place | None) -> KerasTensor:
    [node] = graph.input(Tensor(shape), None, at).nodes
    return node.outputs[0]


def name_of(found: Application, asked: Asked, shape: tuple[Any, ...]) -> str | None:
    """The name of the model; None where Keras shall number it."""
    is_told = "{" in found.name  # by what it is asked for
    if asked.name or (asked.name is None and not is_told):
        return asked.name
    rows = usual_size(shape, found.sizes) if asked.is_learnt else shape[0]
    return found.name.format(alpha=asked.alpha, rows=rows)


def sources(x: KerasTensor) -> tuple[KerasTensor, ...]:
    """The inputs that a tensor comes from, in the order in which a walk back meets them."""
    found: dict[KerasTensor, None] = {}
    seen: set[Node] = set()
    waiting = [x.node]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.is_input:
            found |= dict.fromkeys(node.outputs)
        waiting.extend(x.node for x in reversed(node.inputs))
    return tuple(found)
