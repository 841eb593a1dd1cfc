"""Keras's convolutions, of one, two and three axes."""

from __future__ import annotations

from functools import reduce

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, maximum, minimum, product
from shapeproof.rules.arithmetic import windows
from shapeproof.rules.arithmetic.axes import SPATIAL, DataFormat, apart, back, channels_apart, each
from shapeproof.rules.arithmetic.groups import need_groups, need_groups_of_filters
from shapeproof.rules.arithmetic.kernels import adapter, keeping, kept, of_one
from shapeproof.rules.arithmetic.products import (
    Activation,
    bias,
    bias_at,
    of_products,
    one,
    passes,
    whole,
)
from shapeproof.rules.arithmetic.windows import Padding
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Sizes, Tensor, Weight, need


def convolution(
    x: Tensor,
    *,
    rank: int,
    filters: Dim,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: Padding = "valid",
    data_format: DataFormat = "channels_last",
    dilation_rate: Sizes = 1,
    groups: Dim = 1,
    activation: Activation = None,
    use_bias: bool = True,
    lora_rank: Dim | None = None,
) -> Facts:
    """{filters:The one filter|Each of the # filters} looks at {kernel_size} of
    {channels:the one channel|all # channels} at once and writes one number per window.  With
    `groups`, the channels are dealt out to {groups} groups, and a filter looks at those of its own
    group only.  With `lora_rank`, the kernel learns no more; two thin kernels of rank {lora_rank}
    learn instead, and their product is added to it."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    taps, moves, rates = geometry(rank, kernel_size, strides, dilation_rate)
    need_one_kind(moves, rates)
    need(filters >= 1, "there must be at least 1 filter, not {filters}", filters=filters)
    need_groups(groups, channels)
    need_groups_of_filters(groups, filters)
    need(padding != "causal" or rank == 1, "padding is 'causal' in Conv1D only")
    out = windows.slide(sizes, taps, moves, padding, rates)
    seen = channels // groups
    kernel = (*taps, seen, filters)
    thin = adapter(kernel, lora_rank)
    weights = kept(kernel, bias(use_bias, filters) | thin)
    macs = product((batch, *out, *kernel))
    work = product((batch, *out, filters)) * passes(use_bias, activation)
    if thin:
        more, other = keeping(thin, None, 0, 0, 0, 0)
        macs, work = macs + more, work + other

    def cell(index: Index) -> Reads:
        example, places, number = apart(index, data_format)
        group = number // (filters // groups)
        covered = windows.under(places, sizes, taps, moves, padding, rates)
        own = range(group * seen, (group + 1) * seen)
        return Reads(
            (back(one(example), covered, own, data_format),),
            of_products(product((*taps, seen)), use_bias),
            of_one(weights, number),
        )

    return Facts(Tensor(back(batch, out, filters, data_format)), weights, macs, work, cell)


def depthwise_convolution(
    x: Tensor,
    *,
    rank: int,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: Padding = "valid",
    depth_multiplier: Dim = 1,
    data_format: DataFormat = "channels_last",
    dilation_rate: Sizes = 1,
    activation: Activation = None,
    use_bias: bool = True,
) -> Facts:
    """Each of the {channels} channels is looked at by itself, {kernel_size} at once.  With
    `depth_multiplier`, {depth_multiplier} filters look at each channel, and the output has
    {channels}*{depth_multiplier} channels."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    taps, moves, rates = geometry(rank, kernel_size, strides, dilation_rate)
    need(depth_multiplier >= 1, "depth_multiplier must be at least 1")
    need(padding != "causal", "padding is 'causal' in Conv1D only")
    out = windows.slide(sizes, taps, moves, padding, rates)
    filters = channels * depth_multiplier

    def cell(index: Index) -> Reads:
        example, places, number = apart(index, data_format)
        covered = windows.under(places, sizes, taps, moves, padding, rates)
        channel, copy = divmod(number, int(depth_multiplier))
        return Reads(
            (back(one(example), covered, one(channel), data_format),),
            of_products(product(taps), use_bias),
            {"kernel": (*whole(taps), one(channel), one(copy))} | bias_at(use_bias, number),
        )

    return Facts(
        Tensor(back(batch, out, filters, data_format)),
        {"kernel": Weight((*taps, channels, depth_multiplier))} | bias(use_bias, filters),
        macs=batch * product(out) * product(taps) * filters,
        elementwise=product((batch, *out, filters)) * passes(use_bias, activation),
        cell=cell,
    )


def separable_convolution(
    x: Tensor,
    *,
    rank: int,
    filters: Dim,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: Padding = "valid",
    data_format: DataFormat = "channels_last",
    dilation_rate: Sizes = 1,
    depth_multiplier: Dim = 1,
    activation: Activation = None,
    use_bias: bool = True,
) -> Facts:
    """First each of the {channels} channels is looked at by itself, {kernel_size} at once; then
    each of the {filters} filters weighs the results at one place.  With `depth_multiplier`, each
    channel is looked at by {depth_multiplier} filters first."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    taps, moves, rates = geometry(rank, kernel_size, strides, dilation_rate)
    need(filters >= 1, "there must be at least 1 filter, not {filters}", filters=filters)
    need(depth_multiplier >= 1, "depth_multiplier must be at least 1")
    need(padding != "causal", "padding is 'causal' in Conv1D only")
    out = windows.slide(sizes, taps, moves, padding, rates)
    depth = channels * depth_multiplier
    pointwise = (*(1 for _ in taps), depth, filters)

    def cell(index: Index) -> Reads:
        example, places, number = apart(index, data_format)
        covered = windows.under(places, sizes, taps, moves, padding, rates)
        return Reads(
            (back(one(example), covered, range(int(channels)), data_format),),
            of_products(product((*taps, depth)) + depth, use_bias),
            {
                "depthwise_kernel": whole((*taps, channels, depth_multiplier)),
                "pointwise_kernel": (*whole(pointwise[:-1]), one(number)),
            }
            | bias_at(use_bias, number),
        )

    return Facts(
        Tensor(back(batch, out, filters, data_format)),
        {
            "depthwise_kernel": Weight((*taps, channels, depth_multiplier)),
            "pointwise_kernel": Weight(pointwise),
        }
        | bias(use_bias, filters),
        macs=batch * product(out) * (product(taps) * depth + depth * filters),
        elementwise=product((batch, *out, filters)) * passes(use_bias, activation),
        cell=cell,
    )


def transposed_convolution(
    x: Tensor,
    *,
    rank: int,
    filters: Dim,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: Padding = "valid",
    output_padding: Sizes | None = None,
    data_format: DataFormat = "channels_last",
    dilation_rate: Sizes = 1,
    activation: Activation = None,
    use_bias: bool = True,
) -> Facts:
    """Each number of the input writes a window of {kernel_size} in each of {filters} channels;
    windows start {strides} apart, and where they meet they add up."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    taps, moves, rates = geometry(rank, kernel_size, strides, dilation_rate)
    need_one_kind(moves, rates)
    extras: tuple[Dim | None, ...] = (None,) * rank
    if output_padding is not None:
        extras = each(output_padding, rank, "output_padding")
    need(filters >= 1, "there must be at least 1 filter, not {filters}", filters=filters)
    need(padding != "causal", "padding is 'causal' in Conv1D only")
    out = tuple(
        windows.spread(size, windows.dilated(tap, rate), move, padding, extra, f"output {axis}")
        for axis, size, tap, move, rate, extra in zip(
            SPATIAL[rank], sizes, taps, moves, rates, extras
        )
    )
    kernel = (*taps, filters, channels)

    def cell(index: Index) -> Reads:
        example, places, number = apart(index, data_format)
        read: list[range] = []
        used: list[range] = []
        for place, size, tap, move, rate, extra in zip(places, sizes, taps, moves, rates, extras):
            spanned = int(windows.dilated(tap, rate))
            more = None if extra is None else int(extra)
            cut = windows.cut_before(spanned, int(move), padding, more)
            covered, weighed = windows.writing(place, size, tap, move, rate, cut)
            read.append(covered)
            used.append(weighed)
        if not all(read):
            return Reads((None,), windows.unreached(use_bias), bias_at(use_bias, number))
        own = range(int(channels))
        return Reads(
            (back(one(example), tuple(read), own, data_format),),
            of_products(product(map(len, read)) * int(channels), use_bias),
            {"kernel": (*used, one(number), own)} | bias_at(use_bias, number),
        )

    return Facts(
        Tensor(back(batch, out, filters, data_format)),
        {"kernel": Weight(kernel)} | bias(use_bias, filters),
        macs=product((batch, *sizes, *kernel)),
        elementwise=product((batch, *out, filters)) * passes(use_bias, activation),
        cell=cell,
    )


def geometry(
    rank: int, kernel_size: Sizes, strides: Sizes, dilation_rate: Sizes
) -> tuple[Shape, Shape, Shape]:
    """Taps, moves and rates, one an axis."""
    return (
        each(kernel_size, rank, "kernel"),
        each(strides, rank, "stride"),
        each(dilation_rate, rank, "dilation"),
    )


def need_one_kind(moves: Shape, rates: Shape) -> None:
    """Keras lets windows move by more than 1 or taps stand further apart, not both."""
    need(
        equal(minimum(reduce(maximum, moves), reduce(maximum, rates)), 1),
        "Keras takes strides over 1 or a dilation_rate over 1, not both",
    )


BESIDE = (
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
    "kernel_constraint bias_constraint depthwise_initializer pointwise_initializer "
    "depthwise_regularizer pointwise_regularizer depthwise_constraint pointwise_constraint"
)
RULES = [
    Rule(f"{name}{rank}D{ending}", function, {"rank": rank}, BESIDE + more)
    for name, ending, function, ranks, more in (
        ("Conv", "", convolution, (1, 2, 3), " lora_alpha"),
        ("Conv", "Transpose", transposed_convolution, (1, 2, 3), ""),
        ("DepthwiseConv", "", depthwise_convolution, (1, 2), ""),
        ("SeparableConv", "", separable_convolution, (1, 2), ""),
    )
    for rank in ranks
]
