"""Inception, version 3: convolutions of several sizes side by side, joined again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeproof.read.keras.applications.network import Application, Network
from shapeproof.read.keras.nodes import KerasTensor

Branch = tuple[tuple[int, int, int], ...]
"""Convolutions one after the other: filters, height and width of each."""


def inception_v3(net: Network, x: KerasTensor) -> KerasTensor:
    x = convolved(net, x, 32, 3, 3, strides=2, padding="valid")
    x = convolved(net, x, 32, 3, 3, padding="valid")
    x = net("MaxPooling2D", convolved(net, x, 64, 3, 3), 3, 2)
    x = convolved(net, x, 80, 1, 1, padding="valid")
    x = net("MaxPooling2D", convolved(net, x, 192, 3, 3, padding="valid"), 3, 2)
    for i, kept in enumerate((32, 64, 64)):
        x = mixed(net, x, i, kept, THIN, ((48, 1, 1), (64, 5, 5)), DOUBLED)
    x = halved(net, x, 3, ((384, 3, 3),), DOUBLED)
    for i, n in enumerate((128, 160, 160, 192), 4):
        cross: Branch = ((n, 1, 1), (n, 1, 7), (192, 7, 1))
        longer: Branch = ((n, 1, 1), (n, 7, 1), (n, 1, 7), (n, 7, 1), (192, 1, 7))
        x = mixed(net, x, i, 192, ((192, 1, 1),), cross, longer)
    crossed: Branch = ((192, 1, 1), (192, 1, 7), (192, 7, 1), (192, 3, 3))
    x = halved(net, x, 8, ((192, 1, 1), (320, 3, 3)), crossed)
    for i in (0, 1):
        x = spread(net, x, i)
    return net.classified(x, "avg_pool") if net.asked.include_top else net.pooled(x)


THIN: Branch = ((64, 1, 1),)
DOUBLED: Branch = ((64, 1, 1), (96, 3, 3), (96, 3, 3))


def mixed(net: Network, x: KerasTensor, number: int, kept: int, *branches: Branch) -> KerasTensor:
    """The branches side by side, and one that takes means, with so many filters."""
    ways = [along(net, x, branch) for branch in branches]
    return joined(net, [*ways, averaged(net, x, kept)], f"mixed{number}")


def halved(net: Network, x: KerasTensor, number: int, *branches: Branch) -> KerasTensor:
    """The branches side by side, each ending at every second place, and one that takes maxima."""
    ways = [
        convolved(net, along(net, x, branch), *last, strides=2, padding="valid")
        for *branch, last in branches
    ]
    return joined(net, [*ways, net("MaxPooling2D", x, 3, 2)], f"mixed{number}")


def spread(net: Network, x: KerasTensor, number: int) -> KerasTensor:
    """Two branches end in two each, one across and one along."""
    ways = [convolved(net, x, 320, 1, 1)]
    starts: tuple[Branch, Branch] = (((384, 1, 1),), ((448, 1, 1), (384, 3, 3)))
    for branch, name in zip(starts, (f"mixed9_{number}", None)):
        stem = along(net, x, branch)
        ends = [convolved(net, stem, 384, *size) for size in ((1, 3), (3, 1))]
        ways.append(joined(net, ends, name))
    return joined(net, [*ways, averaged(net, x, 192)], f"mixed{9 + number}")


def along(net: Network, x: KerasTensor, branch: Sequence[tuple[int, int, int]]) -> KerasTensor:
    for step in branch:
        x = convolved(net, x, *step)
    return x


def averaged(net: Network, x: KerasTensor, filters: int) -> KerasTensor:
    return convolved(net, net("AveragePooling2D", x, 3, 1, padding="same"), filters, 1, 1)


def joined(net: Network, ways: Sequence[KerasTensor], name: str | None) -> KerasTensor:
    return net("Concatenate", ways, axis=3, name=name)


def convolved(
    net: Network, x: KerasTensor, filters: int, height: int, width: int, **more: Any
) -> KerasTensor:
    more = {"padding": "same", **more}
    x = net("Conv2D", x, filters, (height, width), use_bias=False, **more)
    x = net("BatchNormalization", x, axis=3, scale=False)
    return net("Activation", x, "relu")


APPLICATIONS = {"InceptionV3": Application(inception_v3, "inception_v3", (299,), least=75)}
