"""VGG: blocks of small convolutions, each block half as large as the one before it."""

from __future__ import annotations

from functools import partial

from shapeproof.read.keras.applications.network import Application, Network
from shapeproof.read.keras.nodes import KerasTensor

FILTERS = (64, 128, 256, 512, 512)


def vgg(net: Network, x: KerasTensor, depths: tuple[int, ...]) -> KerasTensor:
    for block, (filters, depth) in enumerate(zip(FILTERS, depths), 1):
        for i in range(1, depth + 1):
            name = f"block{block}_conv{i}"
            x = net("Conv2D", x, filters, 3, padding="same", activation="relu", name=name)
        x = net("MaxPooling2D", x, 2, 2, name=f"block{block}_pool")
    if not net.asked.include_top:
        return net.pooled(x)
    x = net("Flatten", x, name="flatten")
    for name in ("fc1", "fc2"):
        x = net("Dense", x, 4096, "relu", name=name)
    return net.predicted(x)


APPLICATIONS = {
    "VGG16": Application(partial(vgg, depths=(2, 2, 3, 3, 3)), "vgg16"),
    "VGG19": Application(partial(vgg, depths=(2, 2, 4, 4, 4)), "vgg19"),
}
