"""ConvNeXt: wide windows on each channel by itself, then dense layers, added to what is read."""

from __future__ import annotations

from functools import partial
from typing import Any

from shapeproof.message import say
from shapeproof.read.keras.applications.asked import Asked, shape_read
from shapeproof.read.keras.applications.network import Application, Network, channels, is_colour
from shapeproof.read.keras.nodes import KerasTensor, Operation
from shapeproof.rules.arguments import ArgumentError

VARIANTS = {
    "Tiny": ((3, 3, 9, 3), 96),
    "Small": ((3, 3, 27, 3), 96),
    "Base": ((3, 3, 27, 3), 128),
    "Large": ((3, 3, 27, 3), 192),
    "XLarge": ((3, 3, 27, 3), 256),
}
"""Blocks in each stage, and the channels of the first; each stage has twice as many."""
MEANS, DEVIATIONS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Those of the colours in ImageNet, as parts of the brightest."""


def convnext(net: Network, x: KerasTensor, depths: tuple[int, ...], width: int) -> KerasTensor:
    name = net.name
    if net.asked.include_preprocessing and is_colour(x):
        x = net(
            "Normalization", x, name=f"{name}_prestem_normalization",
            mean=tuple(mean * 255 for mean in MEANS),
            variance=tuple((deviation * 255) ** 2 for deviation in DEVIATIONS),
        )  # fmt: skip
    conv = net.layer("Conv2D", width, 4, 4, name=f"{name}_stem_conv")
    steps = [net.stack([conv, normed(net, f"{name}_stem_layernorm")], f"{name}_stem")]
    for i in range(3):
        norm = normed(net, f"{name}_downsampling_layernorm_{i}")
        conv = net.layer("Conv2D", width * 2 ** (i + 1), 2, 2, name=f"{name}_downsampling_conv_{i}")
        steps.append(net.stack([norm, conv], f"{name}_downsampling_block_{i}"))
    for stage, (step, depth) in enumerate(zip(steps, depths)):
        x = net.call(step, x)
        for i in range(depth):
            x = block(net, x, f"{name}_stage_{stage}_block_{i}")
    if not net.asked.include_top:
        return net.call(normed(net), net.pooled(x))
    x = net("GlobalAveragePooling2D", x, name=f"{name}_head_gap")
    return net.predicted(net.call(normed(net, f"{name}_head_layernorm"), x), f"{name}_head_dense")


def block(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    before, width = x, channels(x)
    x = net("Conv2D", x, width, 7, padding="same", groups=width, name=f"{name}_depthwise_conv")
    x = net.call(normed(net, f"{name}_layernorm"), x)
    x = net("Dense", x, 4 * width, name=f"{name}_pointwise_conv_1")
    x = net("Activation", x, "gelu", name=f"{name}_gelu")
    x = net("Dense", x, width, name=f"{name}_pointwise_conv_2")
    x = net("LayerScale", x, 1e-6, width, name=f"{name}_layer_scale")
    x = net("Activation", x, "linear", name=f"{name}_identity")
    return net.operation("add", before, x)


def normed(net: Network, name: str | None = None) -> Operation:
    return net.layer("LayerNormalization", epsilon=1e-6, name=name)


def reads(asked: Asked, name: str) -> tuple[Any, ...]:
    if asked.is_learnt and asked.name and name not in asked.name:
        raise ArgumentError(
            say("with weights='imagenet', its `name` must have {name} in it", name=name)
        )
    return shape_read(asked, 224, 32)


APPLICATIONS = {
    f"ConvNeXt{variant}": Application(
        partial(convnext, depths=depths, width=width),
        name := f"convnext_{variant.lower()}",
        reads=partial(reads, name=name),
        takes="include_top include_preprocessing weights input_tensor input_shape pooling classes "
        "classifier_activation name",
    )
    for variant, (depths, width) in VARIANTS.items()
}
