"""EfficientNet, version 2: its first blocks filter all channels at once."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import NamedTuple

from shapeproof.read.keras.applications import efficientnet
from shapeproof.read.keras.applications.efficientnet import (
    DEVIATIONS,
    activated,
    passed_by,
    weighed,
)
from shapeproof.read.keras.applications.network import Application, Network, channels, is_colour
from shapeproof.read.keras.nodes import KerasTensor

MEANS = (0.485, 0.456, 0.406)
"""Those of the colours in ImageNet."""


class Stage(NamedTuple):
    """Its blocks, their filters, how many times they are widened, the stride of the first, and
    whether they filter all channels at once, instead of each by itself."""

    depth: int
    filters: int
    times: int
    stride: int
    is_fused: bool = False


BASE = (
    Stage(1, 16, 1, 1, True),
    Stage(2, 32, 4, 2, True),
    Stage(2, 48, 4, 2, True),
    Stage(3, 96, 4, 2),
    Stage(5, 112, 6, 1),
    Stage(8, 192, 6, 2),
)
SMALL = (
    Stage(2, 24, 1, 1, True),
    Stage(4, 48, 4, 2, True),
    Stage(4, 64, 4, 2, True),
    Stage(6, 128, 4, 2),
    Stage(9, 160, 6, 1),
    Stage(15, 256, 6, 2),
)
MEDIUM = (
    Stage(3, 24, 1, 1, True),
    Stage(5, 48, 4, 2, True),
    Stage(5, 80, 4, 2, True),
    Stage(7, 160, 4, 2),
    Stage(14, 176, 6, 1),
    Stage(18, 304, 6, 2),
    Stage(5, 512, 6, 1),
)
LARGE = (
    Stage(4, 32, 1, 1, True),
    Stage(7, 64, 4, 2, True),
    Stage(7, 96, 4, 2, True),
    Stage(10, 192, 4, 2),
    Stage(19, 224, 6, 1),
    Stage(25, 384, 6, 2),
    Stage(7, 640, 6, 1),
)


def efficientnet_v2(
    net: Network,
    x: KerasTensor,
    stages: tuple[Stage, ...],
    first: int,
    width: float = 1.0,
    depth: float = 1.0,
) -> KerasTensor:
    """`first` is how many filters it begins with; `width` and `depth` multiply those and the
    blocks of a basic plan."""
    if net.asked.include_preprocessing:
        x = scaled(net, x, is_basic=stages is BASE)
    x = net("Conv2D", x, rounded(first * width), 3, 2, "same", use_bias=False, name="stem_conv")
    x = activated(net, normed(net, x, "stem"), "stem")
    planned = sum(stage.depth for stage in stages)
    done = 0
    for number, stage in enumerate(stages, 1):
        filters = rounded(stage.filters * width)
        for i in range(ceil(depth * stage.depth)):
            before, name, stride = x, f"block{number}{chr(97 + i)}", 1 if i else stage.stride
            build = fused if stage.is_fused else inverted
            x = build(net, x, filters, stage.times, stride, name)
            if stride == 1 and channels(before) == filters:
                rate = net.asked.drop_connect_rate * done / planned
                x = passed_by(net, x, before, rate, name)
            done += 1
    x = activated(net, pointwise(net, x, rounded(1280 * width), "top"), "top")
    if net.asked.include_top:
        return net.classified(x, "avg_pool", 0.2)
    return net.pooled(x, is_named=True)


def scaled(net: Network, x: KerasTensor, is_basic: bool) -> KerasTensor:
    if not is_basic or not is_colour(x):
        return net("Rescaling", x, 1 / 128, -1)
    x = net("Rescaling", x, 1 / 255)
    variances = tuple(deviation**2 for deviation in DEVIATIONS)
    return net("Normalization", x, axis=3, mean=MEANS, variance=variances)


def inverted(
    net: Network, x: KerasTensor, filters: int, times: int, stride: int, name: str
) -> KerasTensor:
    """Widened, filtered and weighed, each channel by itself, and narrowed."""
    narrow, expand = channels(x), f"{name}_expand"
    x = activated(net, pointwise(net, x, narrow * times, expand), expand)
    x = net("DepthwiseConv2D", x, 3, stride, "same", use_bias=False, name=f"{name}_dwconv2")
    x = weighed(net, activated(net, normed(net, x, name), name), narrow // 4, name)
    return pointwise(net, x, filters, f"{name}_project")


def fused(
    net: Network, x: KerasTensor, filters: int, times: int, stride: int, name: str
) -> KerasTensor:
    """Widened and filtered at once, and narrowed; without widening, filtered alone."""
    expand, project = f"{name}_expand", f"{name}_project"
    if times == 1:
        return activated(net, filtered(net, x, filters, stride, project), project)
    x = activated(net, filtered(net, x, channels(x) * times, stride, expand), expand)
    return pointwise(net, x, filters, project)


def filtered(net: Network, x: KerasTensor, filters: int, stride: int, name: str) -> KerasTensor:
    x = net("Conv2D", x, filters, 3, stride, "same", use_bias=False, name=f"{name}_conv")
    return normed(net, x, name)


pointwise = partial(efficientnet.pointwise, momentum=0.9)
normed = partial(efficientnet.normed, momentum=0.9)


def rounded(filters: float) -> int:
    """The nearest number of filters that 8 divides."""
    return max(8, int(filters + 4) // 8 * 8)


VARIANTS = {
    "B0": (partial(efficientnet_v2, stages=BASE, first=32), 224),
    "B1": (partial(efficientnet_v2, stages=BASE, first=32, depth=1.1), 240),
    "B2": (partial(efficientnet_v2, stages=BASE, first=32, width=1.1, depth=1.2), 260),
    "B3": (partial(efficientnet_v2, stages=BASE, first=32, width=1.2, depth=1.4), 300),
    "S": (partial(efficientnet_v2, stages=SMALL, first=24), 384),
    "M": (partial(efficientnet_v2, stages=MEDIUM, first=24), 480),
    "L": (partial(efficientnet_v2, stages=LARGE, first=32), 480),
}
APPLICATIONS = {
    f"EfficientNetV2{variant}": Application(
        build,
        f"efficientnetv2-{variant.lower()}",
        (size,),
        takes="include_top weights input_tensor input_shape pooling classes "
        "classifier_activation include_preprocessing name",
    )
    for variant, (build, size) in VARIANTS.items()
}
