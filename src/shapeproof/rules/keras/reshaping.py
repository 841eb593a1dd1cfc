"""Keras's layers that move, repeat, add and drop numbers, and compute none."""

from __future__ import annotations

from typing import Literal

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import views
from shapeproof.rules.arithmetic.axes import SPATIAL, DataFormat, apart, back, channels_apart, each
from shapeproof.rules.arithmetic.edges import Edges, both_ends, narrowed, widened
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.resizing import REACH, Interpolation, mixed
from shapeproof.rules.rule import Facts, Index, Reads, Rule, ShapeError, Sizes, Tensor, need

MOVED = say("the number itself, moved here")
COPIED = say("a copy of one number")


def flatten(x: Tensor, *, data_format: DataFormat = "channels_last") -> Facts:
    """Lays all {numbers} numbers of one example in a row, those of the last axis side by side.
    With `data_format`, the channels are made the last axis first."""
    batch, *sizes = x.read("batch", "...")

    def cell(index: Index) -> Reads:
        example, at = index
        if data_format == "channels_first" and sizes:
            channels, *spatial = sizes
            *places, channel = views.place(at, (*spatial, channels))
            return Reads(((one(example), one(channel), *map(one, places)),), MOVED)
        return Reads(((one(example), *map(one, views.place(at, sizes))),), MOVED)

    return Facts(Tensor((batch, views.in_a_row(sizes)), x.dtype), cell=cell)


def reshape(x: Tensor, *, target_shape: tuple[Dim, ...] | Dim) -> Facts:
    """Lays the {numbers} numbers of one example out again, in their order, as ({target_shape}),
    where a -1 would take what the other sizes leave."""
    if not isinstance(target_shape, tuple):
        raise ShapeError(say("target_shape is a tuple of sizes, not {given}", given=target_shape))
    batch, *sizes = x.read("batch", "...")
    out = views.laid_out(sizes, target_shape)

    def cell(index: Index) -> Reads:
        example, *places = index
        at = views.position(tuple(places), out)
        return Reads(((one(example), *map(one, views.place(at, sizes))),), MOVED)

    return Facts(Tensor((batch, *out), x.dtype), cell=cell)


def permute(x: Tensor, *, dims: tuple[int, ...] | int) -> Facts:
    """Puts the axes in the order ({dims}), where axis 1 is the first after the batch; every
    number goes along with its axes."""
    if not isinstance(dims, tuple):
        raise ShapeError(say("dims is a tuple of axes, not {given}", given=dims))
    need(
        sorted(dims) == list(range(1, len(dims) + 1)),
        "dims names each axis once, from 1 to {axes}; it is {dims}",
        axes=len(dims),
        dims=dims,
    )
    need(
        len(x.shape) == len(dims) + 1,
        "dims orders {axes:axis|axes} after the batch, and the input has {given}",
        axes=len(dims),
        given=len(x.shape) - 1,
    )
    sizes = x.read("batch", "...")

    def cell(index: Index) -> Reads:
        places = dict(zip((0, *dims), map(one, index)))
        return Reads((tuple(places[axis] for axis in range(len(sizes))),), MOVED)

    return Facts(Tensor((sizes[0], *(sizes[axis] for axis in dims)), x.dtype), cell=cell)


def repeat_vector(x: Tensor, *, n: Dim) -> Facts:
    """Writes the {features} features of an example {n} times, one copy for each step."""
    need(not isinstance(n, tuple) and n >= 1, "there must be at least 1 copy, not {n}", n=n)
    batch, features = x.read("batch", "features")

    def cell(index: Index) -> Reads:
        example, _, feature = index
        return Reads(((one(example), one(feature)),), COPIED)

    return Facts(Tensor((batch, n, features)), cell=cell)


def cropping(
    x: Tensor,
    *,
    rank: int,
    usual: int,
    cropping: Edges | None = None,
    data_format: DataFormat = "channels_last",
) -> Facts:
    """Cuts off the edges of each of the {channels} channels and keeps the middle.  With
    `cropping`, this much is cut off: {cropping}.  Unless `cropping` says otherwise, {usual} is
    cut off at every end."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    ends = both_ends(usual if cropping is None else cropping, rank, "cropping")
    out = tuple(
        narrowed(size, two, f"output {axis}") for axis, size, two in zip(SPATIAL[rank], sizes, ends)
    )

    def cell(index: Index) -> Reads:
        example, places, channel = apart(index, data_format)
        moved = tuple(one(place + int(before)) for place, (before, _) in zip(places, ends))
        return Reads((back(one(example), moved, one(channel), data_format),), MOVED)

    return Facts(Tensor(back(batch, out, channels, data_format)), cell=cell)


def zero_padding(
    x: Tensor,
    *,
    rank: int,
    padding: Edges = 1,
    data_format: DataFormat = "channels_last",
) -> Facts:
    """Lays zeros around each of the {channels} channels: {padding}."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    ends = both_ends(padding, rank, "padding")
    out = tuple(
        widened(size, two, f"output {axis}") for axis, size, two in zip(SPATIAL[rank], sizes, ends)
    )

    def cell(index: Index) -> Reads:
        example, places, channel = apart(index, data_format)
        moved = tuple(place - int(before) for place, (before, _) in zip(places, ends))
        inside = all(0 <= place < int(size) for place, size in zip(moved, sizes))
        return Reads(
            (back(one(example), tuple(map(one, moved)), one(channel), data_format),),
            MOVED if inside else say("a zero of the padding"),
        )

    return Facts(Tensor(back(batch, out, channels, data_format)), cell=cell)


def up_sampling(
    x: Tensor,
    *,
    rank: int,
    size: Sizes = 2,
    data_format: DataFormat = "channels_last",
    interpolation: Interpolation = "nearest",
) -> Facts:
    """Writes copies of every number to {size} side by side, in each of the {channels} channels by
    itself.  With `interpolation`, what is written there is no copy, but mixed from the numbers
    around ({interpolation})."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    need(rank > 1 or not isinstance(size, tuple), "size is one whole number")
    times = each(size, rank, "size")
    for factor in times:
        need(factor >= 1, "every number is written at least once, not {factor}", factor=factor)
    out = tuple(
        step(f"output {axis}", size * factor)
        for axis, size, factor in zip(SPATIAL[rank], sizes, times)
    )
    reach = REACH.get(interpolation.lower(), 0)

    def cell(index: Index) -> Reads:
        example, places, channel = apart(index, data_format)
        read = tuple(
            mixed(place, int(size), int(target), reach)
            for place, size, target in zip(places, sizes, out)
        )
        made = say("{n} neighbours, each weighed by how near it is", n=product(map(len, read)))
        return Reads(
            (back(one(example), read, one(channel), data_format),), made if reach else COPIED
        )

    neighbours = (2 * reach) ** rank
    return Facts(
        Tensor(back(batch, out, channels, data_format)),
        elementwise=batch * product(out) * channels * neighbours,
        cell=cell,
    )


LAST: Literal["channels_last"] = "channels_last"
RULES = [
    Rule("Flatten", flatten),
    Rule("Reshape", reshape),
    Rule("Permute", permute),
    Rule("RepeatVector", repeat_vector),
    Rule("Cropping1D", cropping, {"rank": 1, "usual": 1, "data_format": LAST}),
    Rule("Cropping2D", cropping, {"rank": 2, "usual": 0}),
    Rule("Cropping3D", cropping, {"rank": 3, "usual": 1}),
    *(Rule(f"ZeroPadding{rank}D", zero_padding, {"rank": rank}) for rank in (1, 2, 3)),
    Rule("UpSampling1D", up_sampling, {"rank": 1, "data_format": LAST, "interpolation": "nearest"}),
    Rule("UpSampling2D", up_sampling, {"rank": 2}),
    Rule("UpSampling3D", up_sampling, {"rank": 3, "interpolation": "nearest"}),
]
