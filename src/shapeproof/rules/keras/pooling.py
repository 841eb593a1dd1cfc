"""Keras's pooling: over windows of a size, over so many windows, and over everything."""

from __future__ import annotations

from shapeproof.algebra.words import product
from shapeproof.message import Message
from shapeproof.rules.arithmetic import windows
from shapeproof.rules.arithmetic.axes import SPATIAL, DataFormat, apart, back, channels_apart, each
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.windows import LARGEST, MEAN, Padding
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Sizes, Tensor, need


def pooling(
    x: Tensor,
    *,
    rank: int,
    kept: Message,
    pool_size: Sizes = 2,
    strides: Sizes | None = None,
    padding: Padding = "valid",
    data_format: DataFormat = "channels_last",
) -> Facts:
    """Keeps {kept} of every window of {pool_size}, in each of the {channels} channels by itself.
    Unless `strides` says otherwise, a window starts where the last one ended, so `strides` is
    {pool_size:bare}."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    pools = each(pool_size, rank, "pool")
    moves = pools if strides is None else each(strides, rank, "stride")
    need(padding != "causal", "padding is 'causal' in Conv1D only")
    rates = (1,) * rank
    out = windows.slide(sizes, pools, moves, padding, rates)

    def cell(index: Index) -> Reads:
        example, places, channel = apart(index, data_format)
        covered = windows.under(places, sizes, pools, moves, padding, rates)
        return Reads((back(one(example), covered, one(channel), data_format),), kept)

    return Facts(
        Tensor(back(batch, out, channels, data_format), x.dtype),
        elementwise=product((batch, *out, channels)) * product(pools),
        cell=cell,
    )


def global_pooling(
    x: Tensor,
    *,
    rank: int,
    kept: Message,
    data_format: DataFormat = "channels_last",
    keepdims: bool = False,
) -> Facts:
    """Keeps {kept} of each of the {channels} channels, over all its places.  With `keepdims`, the
    axes that are gone over stay, 1 long."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    shape: Shape = (batch, channels)
    if keepdims:
        shape = back(batch, (1,) * rank, channels, data_format)

    def cell(index: Index) -> Reads:
        example, _, channel = apart(index, data_format if keepdims else "channels_last")
        return Reads((back(one(example), whole(sizes), one(channel), data_format),), kept)

    return Facts(
        Tensor(shape, x.dtype),
        elementwise=product((batch, *sizes, channels)),
        cell=cell,
    )


def adaptive_pooling(
    x: Tensor,
    *,
    rank: int,
    kept: Message,
    output_size: Sizes,
    data_format: DataFormat = "channels_last",
) -> Facts:
    """Keeps {kept} of every window, in each of the {channels} channels by itself.  However large
    the input is, there are as many windows as `output_size` asks for ({output_size:bare}), as even
    as whole steps allow: each begins where its share of an axis begins, rounded down, and ends
    where its share ends, rounded up, so that two neighbours may have a step in common."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    out = each(output_size, rank, "output")
    for size in out:
        need(size >= 1, "there must be at least 1 window along an axis, not {size}", size=size)
    covered = tuple(
        windows.under_fitted(size, count, f"{axis} under windows")
        for axis, size, count in zip(SPATIAL[rank], sizes, out)
    )

    def cell(index: Index) -> Reads:
        example, places, channel = apart(index, data_format)
        read = tuple(
            windows.fitted(place, int(size), int(count))
            for place, size, count in zip(places, sizes, out)
        )
        return Reads((back(one(example), read, one(channel), data_format),), kept)

    return Facts(
        Tensor(back(batch, out, channels, data_format)),
        elementwise=product((batch, *covered, channels)),
        cell=cell,
    )


RULES = [
    Rule(f"{prefix}{how}Pooling{rank}D", function, {"rank": rank, "kept": kept})
    for prefix, function in (
        ("", pooling),
        ("Global", global_pooling),
        ("Adaptive", adaptive_pooling),
    )
    for how, kept in (("Max", LARGEST), ("Average", MEAN))
    for rank in (1, 2, 3)
]
