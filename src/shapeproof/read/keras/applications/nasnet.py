"""NASNet: two kinds of cells, found by search, each reading what the two before it have given."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from shapeproof.message import say
from shapeproof.read.keras.applications.asked import Asked, shape_read
from shapeproof.read.keras.applications.network import Application, Network, channels
from shapeproof.read.keras.nodes import KerasTensor
from shapeproof.rules.arguments import ArgumentError


class Plan(NamedTuple):
    """Filters that it begins with, filters of its first cells, the cells of each stage, and
    whether a stage reads past the cell that halves the image."""

    first: int
    filters: int
    depth: int
    is_past: bool


def nasnet(net: Network, x: KerasTensor, plan: Plan) -> KerasTensor:
    x = net("Conv2D", x, plan.first, 3, 2, use_bias=False, name="stem_conv1")
    x = normed(net, x, "stem_bn1")
    x, before = halving_cell(net, x, x, plan.filters // 4, "stem_1")
    x, before = halving_cell(net, x, before, plan.filters // 2, "stem_2")
    for stage in range(3):
        filters, start = plan.filters * 2**stage, stage * plan.depth
        if stage:
            passed = before
            x, before = halving_cell(net, x, before, filters, f"reduce_{start}")
            before = passed if plan.is_past else before
            start += 1
        for i in range(start, start + plan.depth):
            x, before = normal_cell(net, x, before, filters, str(i))
    x = relu(net, x)
    return net.classified(x) if net.asked.include_top else net.pooled(x)


def normal_cell(
    net: Network, x: KerasTensor, before: KerasTensor, filters: int, name: str
) -> tuple[KerasTensor, KerasTensor]:
    """Six views of what this cell and the one before it have read, one behind the other."""
    p, h = fitted(net, x, before, filters, name), narrowed(net, x, filters, "normal", name)

    def separated(read: KerasTensor, size: int, place: str) -> KerasTensor:
        return separable(net, read, filters, size, f"normal_{place}_{name}")

    def means(read: KerasTensor, place: str) -> KerasTensor:
        return net("AveragePooling2D", read, 3, 1, "same", name=f"normal_{place}_{name}")

    def added(i: int, *pair: KerasTensor) -> KerasTensor:
        return net("Add", pair, name=f"normal_add_{i}_{name}")

    views = [
        p,
        added(1, separated(h, 5, "left1"), separated(p, 3, "right1")),
        added(2, separated(p, 5, "left2"), separated(p, 3, "right2")),
        added(3, means(h, "left3"), p),
        added(4, means(p, "left4"), means(p, "right4")),
        added(5, separated(h, 3, "left5"), h),
    ]
    return net("Concatenate", views, name=f"normal_concat_{name}"), x


def halving_cell(
    net: Network, x: KerasTensor, before: KerasTensor, filters: int, name: str
) -> tuple[KerasTensor, KerasTensor]:
    """Four views at half the size, one behind the other."""
    p, h = fitted(net, x, before, filters, name), narrowed(net, x, filters, "reduction", name)
    edged = net.halved_by(h, 3, f"reduction_pad_1_{name}")

    def separated(read: KerasTensor, size: int, place: str, stride: int = 2) -> KerasTensor:
        return separable(net, read, filters, size, f"reduction_{place}_{name}", stride)

    def pooled(kind: str, read: KerasTensor, place: str, *window: Any) -> KerasTensor:
        return net(f"{kind}Pooling2D", read, 3, *window, name=f"reduction_{place}_{name}")

    def added(place: str | None, *pair: KerasTensor) -> KerasTensor:
        return net("Add", pair, name=place and f"reduction_{place}_{name}")

    first = added("add_1", separated(h, 5, "left1"), separated(p, 7, "right1"))
    second = added("add_2", pooled("Max", edged, "left2", 2), separated(p, 7, "right2"))
    third = added("add3", pooled("Average", edged, "left3", 2), separated(p, 5, "right3"))
    fourth = added(None, second, pooled("Average", first, "left4", 1, "same"))
    fifth = added("add4", separated(first, 3, "left4", 1), pooled("Max", edged, "right5", 2))
    views = [second, third, fourth, fifth]
    return net("Concatenate", views, name=f"reduction_concat_{name}"), x


def separable(
    net: Network, x: KerasTensor, filters: int, size: int, name: str, stride: int = 1
) -> KerasTensor:
    """Two separable convolutions, of which the first may halve the image."""
    x, padding = relu(net, x), "same"
    if stride == 2:
        padding = "valid"
        x = net.halved_by(x, size, f"separable_conv_1_pad_{name}")
    for i in (1, 2):
        x = net(
            "SeparableConv2D", x, filters, size, stride if i == 1 else 1,
            padding if i == 1 else "same", use_bias=False, name=f"separable_conv_{i}_{name}",
        )  # fmt: skip
        x = normed(net, x, f"separable_conv_{i}_bn_{name}")
        x = relu(net, x) if i == 1 else x
    return x


def fitted(
    net: Network, x: KerasTensor, before: KerasTensor, filters: int, name: str
) -> KerasTensor:
    """What the cell before has read, brought to the size and the channels of this cell."""
    if before is x:
        return x
    if net.differ(before.tensor.shape[2], x.tensor.shape[2]):
        before = relu(net, before, f"adjust_relu_1_{name}")
        halves = [halved(net, before, filters // 2, 1, name)]
        moved = net("ZeroPadding2D", before, ((0, 1), (0, 1)))
        moved = net("Cropping2D", moved, ((1, 0), (1, 0)))
        halves.append(halved(net, moved, filters // 2, 2, name))
        return normed(net, net("Concatenate", halves), f"adjust_bn_{name}")
    if channels(before) != filters:
        before = convolved(net, relu(net, before), filters, f"adjust_conv_projection_{name}")
        return normed(net, before, f"adjust_bn_{name}")
    return before


def halved(net: Network, x: KerasTensor, filters: int, i: int, name: str) -> KerasTensor:
    """Every second place; the second of two is moved by one."""
    x = net("AveragePooling2D", x, 1, 2, name=f"adjust_avg_pool_{i}_{name}")
    return convolved(net, x, filters, f"adjust_conv_{i}_{name}")


def narrowed(net: Network, x: KerasTensor, filters: int, kind: str, name: str) -> KerasTensor:
    """What the cell reads, with as many channels as each of its views has."""
    x = convolved(net, relu(net, x), filters, f"{kind}_conv_1_{name}")
    return normed(net, x, f"{kind}_bn_1_{name}")


def convolved(net: Network, x: KerasTensor, filters: int, name: str) -> KerasTensor:
    return net("Conv2D", x, filters, 1, padding="same", use_bias=False, name=name)


def normed(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return net("BatchNormalization", x, momentum=0.9997, name=name)


def relu(net: Network, x: KerasTensor, name: str | None = None) -> KerasTensor:
    return net("Activation", x, "relu", name=name)


def reads(asked: Asked, size: int, is_usual: bool) -> tuple[Any, ...]:
    """`is_usual`: it reads images of this size unless it is told otherwise, top or none."""
    shape = asked.input_shape
    if shape is None and is_usual and not asked.include_top:
        return (size, size, 3)
    if shape is not None and None in shape and asked.is_learnt:
        raise ArgumentError(say("with weights='imagenet' it must be told the size of its images"))
    return shape_read(asked, size, 32)


APPLICATIONS = {
    f"NASNet{variant}": Application(
        partial(nasnet, plan=plan),
        f"nasnet_{variant.lower()}",
        (size,),
        takes="input_shape include_top weights input_tensor pooling classes "
        "classifier_activation name",
        reads=partial(reads, size=size, is_usual=variant == "Mobile"),
    )
    for variant, plan, size in (
        ("Mobile", Plan(first=32, filters=44, depth=4, is_past=False), 224),
        ("Large", Plan(first=96, filters=168, depth=6, is_past=True), 331),
    )
}
