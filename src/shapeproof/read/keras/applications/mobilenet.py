"""MobileNet, version 1: each convolution is one of every channel by itself, and one of 1 by 1."""

from __future__ import annotations

from shapeproof.read.keras.applications.network import Application, Network
from shapeproof.read.keras.nodes import KerasTensor

BLOCKS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)
"""Filters and stride of each."""


def mobilenet(net: Network, x: KerasTensor) -> KerasTensor:
    alpha = net.asked.alpha
    x = net("Conv2D", x, int(32 * alpha), 3, 2, "same", use_bias=False, name="conv1")
    x = activated(net, x, "conv1")
    for i, (filters, stride) in enumerate(BLOCKS, 1):
        x = separated(net, x, int(filters * alpha), stride, i)
    return topped(net, x) if net.asked.include_top else net.pooled(x)


def separated(net: Network, x: KerasTensor, filters: int, stride: int, i: int) -> KerasTensor:
    padding = "same"
    if stride == 2:
        padding = "valid"
        x = net("ZeroPadding2D", x, ((0, 1), (0, 1)), name=f"conv_pad_{i}")
    x = net(
        "DepthwiseConv2D", x, 3, stride, padding, net.asked.depth_multiplier,
        use_bias=False, name=f"conv_dw_{i}",
    )  # fmt: skip
    x = activated(net, x, f"conv_dw_{i}")
    x = net("Conv2D", x, filters, 1, padding="same", use_bias=False, name=f"conv_pw_{i}")
    return activated(net, x, f"conv_pw_{i}")


def topped(net: Network, x: KerasTensor) -> KerasTensor:
    classes = net.asked.classes
    x = net("GlobalAveragePooling2D", x, keepdims=True)
    x = net("Dropout", x, net.asked.dropout, name="dropout")
    x = net("Conv2D", x, classes, 1, padding="same", name="conv_preds")
    x = net("Reshape", x, (classes,), name="reshape_2")
    return net("Activation", x, net.asked.classifier_activation, name="predictions")


def activated(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("ReLU", net("BatchNormalization", x, name=f"{name}_bn"), 6.0, name=f"{name}_relu")


APPLICATIONS = {
    "MobileNet": Application(
        mobilenet,
        "mobilenet_{alpha:0.2f}_{rows}",
        (224, 128, 160, 192),
        takes="input_shape alpha depth_multiplier dropout include_top weights input_tensor "
        "pooling classes classifier_activation name",
        alphas=(0.25, 0.5, 0.75, 1.0),
    )
}
