"""EfficientNet: one plan of blocks, made wider and deeper together."""

from __future__ import annotations

from functools import partial
from math import ceil, sqrt
from typing import Any

from shapeproof.read.keras.applications.network import (
    USUAL,
    Application,
    Network,
    channels,
    divisible,
)
from shapeproof.read.keras.nodes import KerasTensor

STAGES = (
    *((3, 1, 16, 1, 1), (3, 2, 24, 6, 2), (5, 2, 40, 6, 2), (3, 3, 80, 6, 2)),
    *((5, 3, 112, 6, 1), (5, 4, 192, 6, 2), (3, 1, 320, 6, 1)),
)
"""The window of each, its blocks, their filters, how many times they are widened, and the stride of
the first."""
VARIANTS = (
    *((1.0, 1.0, 224, 0.2), (1.0, 1.1, 240, 0.2), (1.1, 1.2, 260, 0.3), (1.2, 1.4, 300, 0.3)),
    *((1.4, 1.8, 380, 0.4), (1.6, 2.2, 456, 0.4), (1.8, 2.6, 528, 0.5), (2.0, 3.1, 600, 0.5)),
)
"""What filters and blocks are multiplied by, the size of the images, and the dropout at the end."""
DEVIATIONS = (0.229, 0.224, 0.225)
"""Those of the colours in ImageNet."""


def efficientnet(
    net: Network, x: KerasTensor, width: float, depth: float, dropout: float
) -> KerasTensor:
    x = begun(net, x, divisible(32 * width))
    blocks = [
        (
            window,
            divisible(filters * width),
            times,
            1 if i else stride,
            f"block{stage}{chr(97 + i)}",
        )
        for stage, (window, count, filters, times, stride) in enumerate(STAGES, 1)
        for i in range(ceil(depth * count))
    ]
    for i, (window, filters, times, stride, name) in enumerate(blocks):
        before = x
        x = inverted(net, x, window, times, stride, name)
        x = pointwise(net, x, filters, f"{name}_project")
        if stride == 1 and channels(before) == filters:
            rate = net.asked.drop_connect_rate * i / len(blocks)
            x = passed_by(net, x, before, rate, name)
    x = activated(net, pointwise(net, x, divisible(1280 * width), "top"), "top")
    if net.asked.include_top:
        return net.classified(x, "avg_pool", dropout)
    return net.pooled(x, is_named=True)


def begun(net: Network, x: KerasTensor, filters: int) -> KerasTensor:
    x = net("Normalization", net("Rescaling", x, 1 / 255), axis=3)
    if net.asked.is_learnt:
        x = net("Rescaling", x, tuple(1 / sqrt(one) for one in DEVIATIONS))
    x = net.halved_by(x, 3, "stem_conv_pad")
    x = net("Conv2D", x, filters, 3, 2, use_bias=False, name="stem_conv")
    return activated(net, normed(net, x, "stem"), "stem")


def inverted(
    net: Network, x: KerasTensor, window: int, times: int, stride: int, name: str
) -> KerasTensor:
    """What is read, widened, then filtered and weighed, each channel by itself."""
    narrow, padding = channels(x), "same"
    if times > 1:
        expand = f"{name}_expand"
        x = activated(net, pointwise(net, x, narrow * times, expand), expand)
    if stride == 2:
        padding = "valid"
        x = net.halved_by(x, window, f"{name}_dwconv_pad")
    x = net("DepthwiseConv2D", x, window, stride, padding, use_bias=False, name=f"{name}_dwconv")
    return weighed(net, activated(net, normed(net, x, name), name), narrow // 4, name)


def weighed(net: Network, x: KerasTensor, narrow: int, name: str) -> KerasTensor:
    """Each channel times a number between 0 and 1 that the means of all channels settle."""
    wide = channels(x)
    share = net("GlobalAveragePooling2D", x, name=f"{name}_se_squeeze")
    share = net("Reshape", share, (1, 1, wide), name=f"{name}_se_reshape")
    for filters, activation, step in ((narrow, "silu", "reduce"), (wide, "sigmoid", "expand")):
        share = net(
            "Conv2D", share, filters, 1, padding="same", activation=activation,
            name=f"{name}_se_{step}",
        )  # fmt: skip
    return net("Multiply", [x, share], name=f"{name}_se_excite")


def passed_by(
    net: Network, x: KerasTensor, before: KerasTensor, rate: float, name: str
) -> KerasTensor:
    """The sum of what a block reads and gives; in training the latter is left out at times."""
    if rate > 0:
        x = net("Dropout", x, rate, (None, 1, 1, 1), name=f"{name}_drop")
    return net("Add", [x, before], name=f"{name}_add")


def pointwise(net: Network, x: KerasTensor, filters: int, name: str, **norm: Any) -> KerasTensor:
    x = net("Conv2D", x, filters, 1, padding="same", use_bias=False, name=f"{name}_conv")
    return normed(net, x, name, **norm)


def normed(net: Network, x: KerasTensor, name: str, **norm: Any) -> KerasTensor:
    return net("BatchNormalization", x, axis=3, name=f"{name}_bn", **norm)


def activated(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("Activation", x, "silu", name=f"{name}_activation")


APPLICATIONS = {
    f"EfficientNetB{i}": Application(
        partial(efficientnet, width=width, depth=depth, dropout=dropout),
        f"efficientnetb{i}",
        (size,),
        takes=f"{USUAL} drop_connect_rate",
    )
    for i, (width, depth, size, dropout) in enumerate(VARIANTS)
}
