"""ResNet: each block adds to what it reads; version 2 normalises before a convolution."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from shapeproof.read.keras.applications.network import Application, Network
from shapeproof.read.keras.nodes import KerasTensor

FILTERS = (64, 128, 256, 512)
DEPTHS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
"""Blocks in each stage, by the number of layers with weights."""


def first_version(net: Network, x: KerasTensor, depths: tuple[int, ...]) -> KerasTensor:
    x = convolved(net, padded(net, x, 3, "conv1_pad"), 64, 7, "conv1", strides=2)
    x = shrunk(net, relu(net, x, "conv1_relu"))
    for stage, (filters, depth) in enumerate(zip(FILTERS, depths), 2):
        for block in range(1, depth + 1):
            stride = 2 if block == 1 and stage > 2 else 1
            x = bottleneck(net, x, filters, stride, f"conv{stage}_block{block}", block == 1)
    return ended(net, x)


def bottleneck(
    net: Network, x: KerasTensor, filters: int, stride: int, name: str, is_first: bool
) -> KerasTensor:
    """A narrow convolution of 3 by 3 between two of 1 by 1; the first of a stage changes shape."""
    beside = x
    if is_first:
        beside = convolved(net, x, 4 * filters, 1, f"{name}_0", strides=stride)
    x = relu(net, convolved(net, x, filters, 1, f"{name}_1", strides=stride), f"{name}_1_relu")
    x = relu(net, convolved(net, x, filters, 3, f"{name}_2", padding="same"), f"{name}_2_relu")
    x = convolved(net, x, 4 * filters, 1, f"{name}_3")
    return relu(net, net("Add", [beside, x], name=f"{name}_add"), f"{name}_out")


def second_version(net: Network, x: KerasTensor, depths: tuple[int, ...]) -> KerasTensor:
    x = net("Conv2D", padded(net, x, 3, "conv1_pad"), 64, 7, strides=2, name="conv1_conv")
    x = shrunk(net, x)
    for stage, (filters, depth) in enumerate(zip(FILTERS, depths), 2):
        for block in range(1, depth + 1):
            stride = 2 if block == depth and stage < 5 else 1
            x = preactivated(net, x, filters, stride, f"conv{stage}_block{block}", block == 1)
    return ended(net, relu(net, normed(net, x, "post_bn"), "post_relu"))


def preactivated(
    net: Network, x: KerasTensor, filters: int, stride: int, name: str, is_first: bool
) -> KerasTensor:
    """A bottleneck that normalises what it reads; the last of a stage halves the image."""
    before = relu(net, normed(net, x, f"{name}_preact_bn"), f"{name}_preact_relu")
    beside = x
    if is_first:
        beside = net("Conv2D", before, 4 * filters, 1, strides=stride, name=f"{name}_0_conv")
    elif stride > 1:
        beside = net("MaxPooling2D", x, 1, stride)
    x = convolved(net, before, filters, 1, f"{name}_1", use_bias=False)
    x = padded(net, relu(net, x, f"{name}_1_relu"), 1, f"{name}_2_pad")
    x = convolved(net, x, filters, 3, f"{name}_2", strides=stride, use_bias=False)
    x = net("Conv2D", relu(net, x, f"{name}_2_relu"), 4 * filters, 1, name=f"{name}_3_conv")
    return net("Add", [beside, x], name=f"{name}_out")


def shrunk(net: Network, x: KerasTensor) -> KerasTensor:
    return net("MaxPooling2D", padded(net, x, 1, "pool1_pad"), 3, 2, name="pool1_pool")


def ended(net: Network, x: KerasTensor) -> KerasTensor:
    top = net.asked.include_top
    return net.classified(x, "avg_pool") if top else net.pooled(x, is_named=True)


def padded(net: Network, x: KerasTensor, edge: int, name: str) -> KerasTensor:
    return net("ZeroPadding2D", x, edge, name=name)


def convolved(
    net: Network, x: KerasTensor, filters: int, size: int, name: str, **more: Any
) -> KerasTensor:
    x = net("Conv2D", x, filters, size, name=f"{name}_conv", **more)
    return normed(net, x, f"{name}_bn")


def normed(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("BatchNormalization", x, axis=3, epsilon=1.001e-5, name=name)


def relu(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("Activation", x, "relu", name=name)


VERSIONS: dict[str, Callable[..., KerasTensor]] = {"": first_version, "V2": second_version}
APPLICATIONS = {
    f"ResNet{layers}{version}": Application(
        partial(build, depths=depths), f"resnet{layers}{version}".lower()
    )
    for layers, depths in DEPTHS.items()
    for version, build in VERSIONS.items()
}
