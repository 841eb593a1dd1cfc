"""Xception: separable convolutions, with a way past every two or three of them."""

from __future__ import annotations

from shapeproof.read.keras.applications.network import Application, Network
from shapeproof.read.keras.nodes import KerasTensor

HALVING = {2: (128, 128), 3: (256, 256), 4: (728, 728), 13: (728, 1024)}
"""Blocks that halve the image, and the filters of their two convolutions."""
ENDING = (1536, 2048)


def xception(net: Network, x: KerasTensor) -> KerasTensor:
    for i, filters, stride in ((1, 32, 2), (2, 64, 1)):
        name = f"block1_conv{i}"
        x = net("Conv2D", x, filters, 3, strides=stride, use_bias=False, name=name)
        x = relu(net, normed(net, x, f"{name}_bn"), f"{name}_act")
    for block in range(2, 14):
        x = halved(net, x, block) if block in HALVING else passed_by(net, x, block)
    for i, filters in enumerate(ENDING, 1):
        x = separated(net, x, filters, f"block14_sepconv{i}")
        x = relu(net, x, f"block14_sepconv{i}_act")
    return net.classified(x, "avg_pool") if net.asked.include_top else net.pooled(x)


def halved(net: Network, x: KerasTensor, block: int) -> KerasTensor:
    first, last = HALVING[block]
    beside = net("Conv2D", x, last, 1, strides=2, padding="same", use_bias=False)
    beside = normed(net, beside)
    if block > 2:
        x = relu(net, x, f"block{block}_sepconv1_act")
    x = separated(net, x, first, f"block{block}_sepconv1")
    x = relu(net, x, f"block{block}_sepconv2_act")
    x = separated(net, x, last, f"block{block}_sepconv2")
    x = net("MaxPooling2D", x, 3, 2, padding="same", name=f"block{block}_pool")
    return net("Add", [x, beside])


def passed_by(net: Network, x: KerasTensor, block: int) -> KerasTensor:
    beside = x
    for i in (1, 2, 3):
        name = f"block{block}_sepconv{i}"
        x = separated(net, relu(net, x, f"{name}_act"), 728, name)
    return net("Add", [x, beside])


def separated(net: Network, x: KerasTensor, filters: int, name: str) -> KerasTensor:
    x = net("SeparableConv2D", x, filters, 3, padding="same", use_bias=False, name=name)
    return normed(net, x, f"{name}_bn")


def normed(net: Network, x: KerasTensor, name: str | None = None) -> KerasTensor:
    return net("BatchNormalization", x, name=name)


def relu(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("Activation", x, "relu", name=name)


APPLICATIONS = {"Xception": Application(xception, "xception", (299,), least=71)}
