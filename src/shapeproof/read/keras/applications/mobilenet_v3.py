"""MobileNet, version 3: blocks that are wide inside, some of which weigh their channels."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from shapeproof.read.keras.applications.asked import (
    Asked,
    need_agreement,
    need_images,
    need_possible,
)
from shapeproof.read.keras.applications.network import Application, Network, channels, divisible
from shapeproof.read.keras.nodes import KerasTensor


class Block(NamedTuple):
    """How many times it is widened, its filters, its window, whether it weighs its channels and
    has the hard swish, and its stride."""

    times: float
    filters: int
    window: int
    weighs: bool
    swishes: bool
    stride: int = 1


SMALL = (
    Block(1, 16, 3, True, False, 2),
    Block(72 / 16, 24, 3, False, False, 2),
    Block(88 / 24, 24, 3, False, False),
    Block(4, 40, 5, True, True, 2),
    *[Block(6, 40, 5, True, True)] * 2,
    *[Block(3, 48, 5, True, True)] * 2,
    Block(6, 96, 5, True, True, 2),
    *[Block(6, 96, 5, True, True)] * 2,
)
LARGE = (
    Block(1, 16, 3, False, False),
    Block(4, 24, 3, False, False, 2),
    Block(3, 24, 3, False, False),
    Block(3, 40, 5, True, False, 2),
    *[Block(3, 40, 5, True, False)] * 2,
    Block(6, 80, 3, False, True, 2),
    Block(2.5, 80, 3, False, True),
    *[Block(2.3, 80, 3, False, True)] * 2,
    *[Block(6, 112, 3, True, True)] * 2,
    Block(6, 160, 5, True, True, 2),
    *[Block(6, 160, 5, True, True)] * 2,
)


def mobilenet_v3(
    net: Network, x: KerasTensor, blocks: tuple[Block, ...], width: int
) -> KerasTensor:
    """`width` is that of the layer before the classes."""
    asked = net.asked
    if asked.include_preprocessing:
        x = net("Rescaling", x, 1 / 127.5, -1.0)
    x = net("Conv2D", x, 16, 3, 2, "same", use_bias=False, name="conv")
    x = activated(net, normed(net, x, "conv_bn"), swishes=True)
    for i, block in enumerate(blocks):
        x = inverted(net, x, block, f"expanded_conv_{i}" if i else "expanded_conv")
    x = pointwise(net, x, divisible(channels(x) * 6), "conv_1")
    x = activated(net, x, swishes=True)
    if not asked.include_top:
        return net.pooled(x, is_named=True)
    return topped(net, x, divisible(width * asked.alpha) if asked.alpha > 1 else width)


def topped(net: Network, x: KerasTensor, width: int) -> KerasTensor:
    x = net("GlobalAveragePooling2D", x, keepdims=True)
    x = net("Conv2D", x, width, 1, padding="same", name="conv_2")
    x = activated(net, x, swishes=True)
    if net.asked.dropout_rate > 0:
        x = net("Dropout", x, net.asked.dropout_rate)
    x = net("Conv2D", x, net.asked.classes, 1, padding="same", name="logits")
    return net("Activation", net("Flatten", x), net.asked.classifier_activation, name="predictions")


def inverted(net: Network, x: KerasTensor, block: Block, name: str) -> KerasTensor:
    """A block that is wide inside; what it reads is added where the shape is the same."""
    before, is_plain = x, net.asked.minimalistic
    filters, wide = divisible(block.filters * net.asked.alpha), divisible(channels(x) * block.times)
    if name != "expanded_conv":
        x = activated(net, pointwise(net, x, wide, f"{name}_expand"), block.swishes)
    window, padding = 3 if is_plain else block.window, "same"
    if block.stride == 2:
        padding = "valid"
        x = net.halved_by(x, window, f"{name}_depthwise_pad")
    x = net(
        "DepthwiseConv2D", x, window, block.stride, padding,
        use_bias=False, name=f"{name}_depthwise",
    )  # fmt: skip
    x = activated(net, normed(net, x, f"{name}_depthwise_bn"), block.swishes)
    if block.weighs and not is_plain:
        x = weighed(net, x, wide, f"{name}_squeeze_excite")
    x = pointwise(net, x, filters, f"{name}_project")
    if block.stride == 1 and channels(before) == filters:
        return net("Add", [before, x], name=f"{name}_add")
    return x


def weighed(net: Network, x: KerasTensor, filters: int, name: str) -> KerasTensor:
    """Each channel times a number between 0 and 1 that the means of all channels settle."""
    share = net("GlobalAveragePooling2D", x, keepdims=True, name=f"{name}_avg_pool")
    share = net("Conv2D", share, divisible(filters / 4), 1, padding="same", name=f"{name}_conv")
    share = net("ReLU", share, name=f"{name}_relu")
    share = net("Conv2D", share, filters, 1, padding="same", name=f"{name}_conv_1")
    share = net("ReLU", net.operation("add", share, 3.0), 6.0)
    share = net.operation("multiply", share, 1 / 6)
    return net("Multiply", [x, share], name=f"{name}_mul")


def activated(net: Network, x: KerasTensor, swishes: bool) -> KerasTensor:
    if swishes and not net.asked.minimalistic:
        return net("Activation", x, "hard_silu")
    return net("ReLU", x)


def pointwise(net: Network, x: KerasTensor, filters: int, name: str) -> KerasTensor:
    x = net("Conv2D", x, filters, 1, padding="same", use_bias=False, name=name)
    return normed(net, x, f"{name}_bn")


def normed(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("BatchNormalization", x, momentum=0.999, name=name)


def reads(asked: Asked) -> tuple[Any, ...]:
    need_agreement(asked)
    if asked.minimalistic:
        need_possible(asked, (1.0,))
    shape = asked.input_shape
    if shape is None and asked.input_tensor is not None:
        shape = (*asked.input_tensor.tensor.shape[1:3], 3)
    if shape is None:
        return (None, None, 3)
    need_images(asked, shape, 32)
    return shape


APPLICATIONS = {
    name: Application(
        partial(mobilenet_v3, blocks=blocks, width=width),
        name,
        takes="input_shape alpha minimalistic include_top weights input_tensor classes pooling "
        "dropout_rate classifier_activation include_preprocessing name",
        alphas=(0.75, 1.0),
        reads=reads,
    )
    for name, blocks, width in (
        ("MobileNetV3Small", SMALL, 1024),
        ("MobileNetV3Large", LARGE, 1280),
    )
}
