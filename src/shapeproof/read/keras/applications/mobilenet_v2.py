"""MobileNet, version 2: each block widens, filters every channel by itself, and narrows again."""

from __future__ import annotations

from typing import Any

from shapeproof.read.keras.applications.asked import Asked, need_agreement, shape_read
from shapeproof.read.keras.applications.network import (
    Application,
    Network,
    channels,
    divisible,
    usual_size,
)
from shapeproof.read.keras.nodes import KerasTensor

STAGES = (
    *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
    *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
)
"""How many times each is widened, its filters, its blocks, and the stride of the first."""
SIZES = (224, 96, 128, 160, 192)


def mobilenet_v2(net: Network, x: KerasTensor) -> KerasTensor:
    alpha = net.asked.alpha
    x = net("Conv2D", x, divisible(32 * alpha), 3, 2, "same", use_bias=False, name="Conv1")
    x = relu(net, normed(net, x, "bn_Conv1"), "Conv1_relu")
    blocks = [
        (times, filters, stride if i == 0 else 1)
        for times, filters, count, stride in STAGES
        for i in range(count)
    ]
    for i, (times, filters, stride) in enumerate(blocks):
        name = f"block_{i}" if i else "expanded_conv"
        x = inverted(net, x, times, divisible(int(filters * alpha)), stride, name)
    last = divisible(1280 * alpha) if alpha > 1 else 1280
    x = net("Conv2D", x, last, 1, use_bias=False, name="Conv_1")
    x = relu(net, normed(net, x, "Conv_1_bn"), "out_relu")
    return net.classified(x) if net.asked.include_top else net.pooled(x)


def inverted(
    net: Network, x: KerasTensor, times: int, filters: int, stride: int, name: str
) -> KerasTensor:
    """A block that is wide inside; what it reads is added where the shape is the same."""
    before, padding = x, "same"
    if times > 1:
        x = pointwise(net, x, times * channels(x), f"{name}_expand")
        x = relu(net, x, f"{name}_expand_relu")
    if stride == 2:
        padding = "valid"
        x = net.halved_by(x, 3, f"{name}_pad")
    x = net("DepthwiseConv2D", x, 3, stride, padding, use_bias=False, name=f"{name}_depthwise")
    x = relu(net, normed(net, x, f"{name}_depthwise_BN"), f"{name}_depthwise_relu")
    x = pointwise(net, x, filters, f"{name}_project")
    if stride == 1 and channels(before) == filters:
        return net("Add", [before, x], name=f"{name}_add")
    return x


def pointwise(net: Network, x: KerasTensor, filters: int, name: str) -> KerasTensor:
    x = net("Conv2D", x, filters, 1, padding="same", use_bias=False, name=name)
    return normed(net, x, f"{name}_BN")


def normed(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("BatchNormalization", x, momentum=0.999, name=name)


def relu(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("ReLU", x, 6.0, name=name)


def reads(asked: Asked) -> tuple[Any, ...]:
    need_agreement(asked)
    shape = asked.input_shape
    if shape is None and asked.input_tensor is not None:
        shape = asked.input_tensor.tensor.shape[1:]
    return shape_read(asked, usual_size(shape, SIZES), 32)


APPLICATIONS = {
    "MobileNetV2": Application(
        mobilenet_v2,
        "mobilenetv2_{alpha:0.2f}_{rows}",
        SIZES,
        takes="input_shape alpha include_top weights input_tensor pooling classes "
        "classifier_activation name",
        alphas=(0.35, 0.5, 0.75, 1.0, 1.3, 1.4),
        reads=reads,
    )
}
