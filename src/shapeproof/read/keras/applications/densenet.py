"""DenseNet: each block reads what all blocks before it have given, and adds 32 channels."""

from __future__ import annotations

from functools import partial

from shapeproof.read.keras.applications.network import Application, Network, channels
from shapeproof.read.keras.nodes import KerasTensor

GROWTH = 32
DEPTHS = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}
"""Blocks in each stage, by the number of layers with weights."""


def densenet(net: Network, x: KerasTensor, depths: tuple[int, ...]) -> KerasTensor:
    x = net("ZeroPadding2D", x, 3)
    x = net("Conv2D", x, 64, 7, strides=2, use_bias=False, name="conv1_conv")
    x = net("ZeroPadding2D", activated(net, x, "conv1_bn", "conv1_relu"), 1)
    x = net("MaxPooling2D", x, 3, 2, name="pool1")
    for stage, depth in enumerate(depths, 2):
        if stage > 2:
            x = narrowed(net, x, f"pool{stage - 1}")
        for block in range(1, depth + 1):
            x = grown(net, x, f"conv{stage}_block{block}")
    x = activated(net, x, "bn", "relu")
    top = net.asked.include_top
    return net.classified(x, "avg_pool") if top else net.pooled(x, is_named=True)


def grown(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    """What is read, and 32 channels more."""
    new = activated(net, x, f"{name}_0_bn", f"{name}_0_relu")
    new = net("Conv2D", new, 4 * GROWTH, 1, use_bias=False, name=f"{name}_1_conv")
    new = activated(net, new, f"{name}_1_bn", f"{name}_1_relu")
    new = net("Conv2D", new, GROWTH, 3, padding="same", use_bias=False, name=f"{name}_2_conv")
    return net("Concatenate", [x, new], axis=3, name=f"{name}_concat")


def narrowed(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    """Half the channels, of half the size."""
    x = activated(net, x, f"{name}_bn", f"{name}_relu")
    x = net("Conv2D", x, channels(x) // 2, 1, use_bias=False, name=f"{name}_conv")
    return net("AveragePooling2D", x, 2, 2, name=f"{name}_pool")


def activated(net: Network, x: KerasTensor, norm: str, name: str) -> KerasTensor:
    x = net("BatchNormalization", x, axis=3, epsilon=1.001e-5, name=norm)
    return net("Activation", x, "relu", name=name)


APPLICATIONS = {
    f"DenseNet{layers}": Application(partial(densenet, depths=depths), f"densenet{layers}")
    for layers, depths in DEPTHS.items()
}
