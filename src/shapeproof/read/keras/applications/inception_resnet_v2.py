"""Inception-ResNet, version 2: branches side by side, whose sum is added to what they read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeproof.read.keras.applications.network import Application, Network, channels
from shapeproof.read.keras.nodes import KerasTensor

Branch = tuple[tuple[int, Any], ...]
"""Convolutions one after the other: filters and window of each."""
BLOCKS: tuple[tuple[str, int, float, tuple[Branch, ...]], ...] = (
    ("block35", 10, 0.17, (((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3)))),
    ("block17", 20, 0.1, (((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1))))),
    ("block8", 10, 0.2, (((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1))))),
)
"""Kinds of blocks: their name, how many, how much of each is added, and its branches."""
HALVING: tuple[tuple[str, tuple[Branch, ...]], ...] = (
    ("mixed_6a", (((384, 3),), ((256, 1), (256, 3), (384, 3)))),
    ("mixed_7a", (((256, 1), (384, 3)), ((256, 1), (288, 3)), ((256, 1), (288, 3), (320, 3)))),
)
"""What comes after the first and the second kind."""


def inception_resnet_v2(net: Network, x: KerasTensor) -> KerasTensor:
    x = begun(net, x)
    for i, (kind, count, share, branches) in enumerate(BLOCKS):
        for block in range(1, count + 1):
            is_last = kind == "block8" and block == count
            x = added(net, x, 1.0 if is_last else share, branches, f"{kind}_{block}")
            if not is_last:
                x = net("Activation", x, "relu", name=f"{kind}_{block}_ac")
        for name, ways in HALVING[i : i + 1]:
            x = halved(net, x, ways, name)
    x = convolved(net, x, 1536, 1, name="conv_7b")
    return net.classified(x, "avg_pool") if net.asked.include_top else net.pooled(x)


def begun(net: Network, x: KerasTensor) -> KerasTensor:
    x = convolved(net, x, 32, 3, strides=2, padding="valid")
    x = convolved(net, x, 32, 3, padding="valid")
    x = net("MaxPooling2D", convolved(net, x, 64, 3), 3, 2)
    x = convolved(net, x, 80, 1, padding="valid")
    x = net("MaxPooling2D", convolved(net, x, 192, 3, padding="valid"), 3, 2)
    branches: tuple[Branch, ...] = (((96, 1),), ((48, 1), (64, 5)), ((64, 1), (96, 3), (96, 3)))
    ways = [along(net, x, branch) for branch in branches]
    means = net("AveragePooling2D", x, 3, 1, padding="same")
    return net("Concatenate", [*ways, convolved(net, means, 64, 1)], axis=3, name="mixed_5b")


def added(
    net: Network, x: KerasTensor, share: float, branches: Sequence[Branch], name: str
) -> KerasTensor:
    """What is read, and a share of what the branches make of it."""
    ways = [along(net, x, branch) for branch in branches]
    mixed = net("Concatenate", ways, axis=3, name=f"{name}_mixed")
    mixed = net("Conv2D", mixed, channels(x), 1, padding="same", name=f"{name}_conv")
    return net("CustomScaleLayer", [x, mixed], share)


def halved(net: Network, x: KerasTensor, branches: Sequence[Branch], name: str) -> KerasTensor:
    ways = [
        convolved(net, along(net, x, branch), *last, strides=2, padding="valid")
        for *branch, last in branches
    ]
    return net("Concatenate", [*ways, net("MaxPooling2D", x, 3, 2)], axis=3, name=name)


def along(net: Network, x: KerasTensor, branch: Sequence[tuple[int, Any]]) -> KerasTensor:
    for filters, window in branch:
        x = convolved(net, x, filters, window)
    return x


def convolved(
    net: Network, x: KerasTensor, filters: int, window: Any, name: str | None = None, **more: Any
) -> KerasTensor:
    more = {"padding": "same", **more}
    x = net("Conv2D", x, filters, window, use_bias=False, name=name, **more)
    x = net("BatchNormalization", x, axis=3, scale=False, name=name and f"{name}_bn")
    return net("Activation", x, "relu", name=name and f"{name}_ac")


APPLICATIONS = {
    "InceptionResNetV2": Application(inception_resnet_v2, "inception_resnet_v2", (299,), least=75)
}
