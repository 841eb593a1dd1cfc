"""torch's convolutions, of one, two and three axes: modules, and functions that read a kernel."""

from __future__ import annotations

from typing import Literal

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, maximum, product
from shapeproof.message import noun
from shapeproof.rules.arithmetic import windows
from shapeproof.rules.arithmetic.axes import SPATIAL, each
from shapeproof.rules.arithmetic.edges import Ends
from shapeproof.rules.arithmetic.groups import need_groups, need_groups_of_filters
from shapeproof.rules.arithmetic.products import bias as biases
from shapeproof.rules.arithmetic.products import bias_at, of_products, one, whole
from shapeproof.rules.arithmetic.reading import of_inputs
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Sizes, Tensor, Weight, need
from shapeproof.rules.torch.dtypes import need_alike, need_float, same

Border = Literal["valid", "same"]
PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]


def convolution(
    input: Tensor,
    *,
    rank: int,
    in_channels: Dim | None,
    out_channels: Dim,
    kernel_size: Sizes,
    stride: Sizes = 1,
    padding: Sizes | Border = 0,
    dilation: Sizes = 1,
    groups: Dim = 1,
    bias: bool = True,
    padding_mode: PaddingMode = "zeros",
) -> Facts:
    """{out_channels:The one filter|Each of the # filters} looks at {kernel_size} of
    {channels:the one channel|all # channels} at once and writes one number per window.  Channels
    stand before the places, where Keras's layer has them last unless told otherwise.  torch has a
    module of its own for an activation, where Keras's layer takes one as an argument.  With
    `padding`, this much is added at both ends of each axis: {padding}.  With `padding`, a number
    adds as many before as behind, where Keras's 'same' may add one less before; torch takes 'same'
    only where windows move by 1.  With `padding_mode`, what is added there holds numbers of the
    input, and not zeros ({padding_mode}).  With `groups`, the channels are dealt out to {groups}
    groups, and a filter looks at those of its own group only."""
    _, channels, _ = channels_first(input, rank)
    need_float(input)
    need_channels(channels, in_channels)
    need_groups(groups, channels)
    need_groups_of_filters(groups, out_channels)
    kernel = (out_channels, channels // groups, *each(kernel_size, rank, "kernel"))
    facts = slid(input, kernel, rank, stride, padding, dilation, groups, bias)
    return facts._replace(weights={"weight": Weight(kernel)} | biases(bias, out_channels))


def convolution_of(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    rank: int,
    stride: Sizes = 1,
    padding: Sizes | Border = 0,
    dilation: Sizes = 1,
    groups: Dim = 1,
) -> Facts:
    """{kernels:The one filter|Each of the # filters} of the second input looks at a window of
    {seen:the one channel|all # channels} at once and writes one number per window.  With `padding`,
    this much is added at both ends of each axis: {padding}.  With `padding`, a number adds as many
    before as behind, where Keras's 'same' may add one less before; torch takes 'same' only where
    windows move by 1.  With `groups`, the channels are dealt out to {groups} groups, and a filter
    looks at those of its own group only."""
    need_alike(input, weight, bias)
    _, channels, _ = channels_first(input, rank)
    filters, seen, *taps = weight.read("kernels", "seen", *kernel_axes(rank))
    need_groups(groups, channels)
    need_groups_of_filters(groups, filters)
    need(
        equal(channels, seen * groups),
        "the kernel reads {seen} channels in each of {groups:group|groups}, and the input has "
        "{channels}",
        seen=seen,
        groups=groups,
        channels=channels,
    )
    if bias is not None:
        need_bias(bias, filters)
    kernel = (filters, seen, *taps)
    facts = slid(input, kernel, rank, stride, padding, dilation, groups, bias is not None)
    return of_inputs(facts)


def slid(
    x: Tensor,
    kernel: Shape,
    rank: int,
    stride: Sizes,
    padding: Sizes | Border,
    dilation: Sizes,
    groups: Dim,
    bias: bool,
) -> Facts:
    """What a module and a function have in common, all but where the weights are."""
    outer, _, sizes = channels_first(x, rank)
    filters, seen, *taps = kernel
    moves, rates = each(stride, rank, "stride"), each(dilation, rank, "dilation")
    spans = tuple(map(windows.dilated, taps, rates))
    ends = both_ends(padding, rank, spans, moves)
    out = tuple(
        windows.between(size, span, move, end, axis)
        for axis, size, span, move, end in zip(SPATIAL[rank], sizes, spans, moves, ends)
    )

    def cell(index: Index) -> Reads:
        *example, number = index[: len(outer) + 1]
        group = number // (int(filters) // int(groups))
        covered = (
            windows.from_padding(place, tap, move, rate, before)
            for place, tap, move, rate, (before, _) in zip(
                index[len(outer) + 1 :], taps, moves, rates, ends
            )
        )
        own = range(group * int(seen), (group + 1) * int(seen))
        return Reads(
            ((*map(one, example), own, *covered),),
            of_products(product(kernel[1:]), bias),
            {"weight": (one(number), *whole(kernel[1:]))} | bias_at(bias, number),
        )

    places = (*outer, *out)
    return Facts(
        Tensor((*outer, filters, *out), same(x)),
        macs=product((*places, *kernel)),
        elementwise=product((*places, filters)) if bias else 0,
        cell=cell,
    )


def transposed_convolution(
    input: Tensor,
    *,
    rank: int,
    in_channels: Dim | None,
    out_channels: Dim,
    kernel_size: Sizes,
    stride: Sizes = 1,
    padding: Sizes = 0,
    output_padding: Sizes = 0,
    groups: Dim = 1,
    bias: bool = True,
    dilation: Sizes = 1,
) -> Facts:
    """Each number of the input writes a window of {kernel_size} in each of {out_channels} channels;
    windows start {stride} apart, and where they meet they add up.  Channels stand before the
    places, where Keras's layer has them last unless told otherwise.  torch has a module of its own
    for an activation, where Keras's layer takes one as an argument.  With `padding`, this much is
    cut off at both ends of each axis: {padding}.  With `output_padding`, each axis is longer at its
    end ({output_padding}), since a convolution with a stride comes to the same size from several.
    With `groups`, the channels are dealt out to {groups} groups, and each writes to those of its
    own group only."""
    _, channels, _ = channels_first(input, rank)
    need_float(input)
    need_channels(channels, in_channels)
    need_groups(groups, channels)
    need_groups_of_filters(groups, out_channels)
    kernel = (channels, out_channels // groups, *each(kernel_size, rank, "kernel"))
    facts = spread(input, kernel, rank, stride, padding, output_padding, groups, bias, dilation)
    return facts._replace(weights={"weight": Weight(kernel)} | biases(bias, out_channels))


def transposed_convolution_of(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    rank: int,
    stride: Sizes = 1,
    padding: Sizes = 0,
    output_padding: Sizes = 0,
    groups: Dim = 1,
    dilation: Sizes = 1,
) -> Facts:
    """Each number of the input writes a window of the second input in each of the channels that
    this has; where windows meet they add up.  With `stride`, windows start {stride} apart.  With
    `padding`, this much is cut off at both ends of each axis: {padding}.  With `output_padding`,
    each axis is longer at its end ({output_padding}), since a convolution with a stride comes to
    the same size from several.  With `groups`, the channels are dealt out to {groups} groups, and
    each writes to those of its own group only."""
    need_alike(input, weight, bias)
    _, channels, _ = channels_first(input, rank)
    kernel = weight.read("kernel channels", "kernels", *kernel_axes(rank))
    need_channels(channels, kernel[0])
    need_groups(groups, channels)
    if bias is not None:
        need_bias(bias, kernel[1] * groups)
    has_bias = bias is not None
    facts = spread(input, kernel, rank, stride, padding, output_padding, groups, has_bias, dilation)
    return of_inputs(facts, *("weight", "bias")[: 1 + has_bias])


def spread(
    x: Tensor,
    kernel: Shape,
    rank: int,
    stride: Sizes,
    padding: Sizes,
    output_padding: Sizes,
    groups: Dim,
    bias: bool,
    dilation: Sizes,
) -> Facts:
    """What a transposed convolution does, all but where the weights are."""
    outer, _, sizes = channels_first(x, rank)
    moves, rates = each(stride, rank, "stride"), each(dilation, rank, "dilation")
    pads, extras = each(padding, rank, "padding"), each(output_padding, rank, "output padding")
    out: list[Dim] = []
    for axis, size, tap, move, rate, pad, extra in zip(
        SPATIAL[rank], sizes, kernel[2:], moves, rates, pads, extras
    ):
        need(pad >= 0, "padding must be 0 or more, not {pad}", pad=pad)
        need(
            extra + 1 <= maximum(move, rate),
            "output_padding of {extra} must be smaller than the stride of {stride} or the dilation "
            "of {rate}",
            extra=extra,
            stride=move,
            rate=rate,
        )
        span = windows.dilated(tap, rate)
        length = windows.turned_round(size, span, move, pad, extra, f"output {axis}")
        need(length >= 1, "the padding of {pad} leaves nothing of the {axis}",
             pad=pad, axis=noun(axis))  # fmt: skip
        out.append(length)
    filters = kernel[1] * groups

    def cell(index: Index) -> Reads:
        *example, number = index[: len(outer) + 1]
        group, channel = divmod(number, int(kernel[1]))
        seen = int(kernel[0]) // int(groups)
        written = [
            windows.writing(place, size, tap, move, rate, pad)
            for place, size, tap, move, rate, pad in zip(
                index[len(outer) + 1 :], sizes, kernel[2:], moves, rates, pads
            )
        ]
        read, used = zip(*written)
        if not all(read):
            return Reads((None,), windows.unreached(bias), bias_at(bias, number))
        own = range(group * seen, (group + 1) * seen)
        return Reads(
            ((*map(one, example), own, *read),),
            of_products(product(map(len, read)) * seen, bias),
            {"weight": (own, one(channel), *used)} | bias_at(bias, number),
        )

    return Facts(
        Tensor((*outer, filters, *out), same(x)),
        macs=product((*outer, *sizes, *kernel)),
        elementwise=product((*outer, filters, *out)) if bias else 0,
        cell=cell,
    )


def channels_first(x: Tensor, rank: int) -> tuple[Shape, Dim, Shape]:
    """The batch, if there is one, the channels, and the sizes behind them."""
    if len(x.shape) == rank + 1:
        channels, *sizes = x.read("channels", *SPATIAL[rank])
        return (), channels, tuple(sizes)
    axes = ("batch", "channels", *SPATIAL[rank])
    need(
        len(x.shape) == len(axes),
        "it reads {axes:axis|axes} ({names}), or all but the batch, and the input has {rank}; "
        "reshape or unflatten it to as many",
        axes=len(axes),
        names=tuple(map(noun, axes)),
        rank=len(x.shape),
    )
    batch, channels, *sizes = x.read(*axes)
    return (batch,), channels, tuple(sizes)


def kernel_axes(rank: int) -> tuple[str, ...]:
    return tuple(f"kernel {axis}" for axis in SPATIAL[rank])


def both_ends(padding: Sizes | Border, rank: int, spans: Shape, moves: Shape) -> tuple[Ends, ...]:
    """How much stands at the two ends of each axis; 'same' puts an odd one behind."""
    if padding == "valid":
        return ((0, 0),) * rank
    if padding == "same":
        for move in moves:
            need(
                equal(move, 1),
                "torch takes padding='same' only where windows move by 1, and they move by {move}; "
                "say stride=1, or how much padding as a number",
                move=move,
            )
        return tuple(((span - 1) // 2, span - 1 - (span - 1) // 2) for span in spans)
    assert not isinstance(padding, str)
    pads = each(padding, rank, "padding")
    for pad in pads:
        need(pad >= 0, "padding must be 0 or more, not {pad}", pad=pad)
    return tuple((pad, pad) for pad in pads)


def need_channels(channels: Dim, wanted: Dim | None) -> None:
    """A module that is told how many channels it reads reads as many; a lazy one takes any."""
    if wanted is not None:
        need(
            equal(channels, wanted),
            "it reads {wanted:channel|channels}, and the input has {channels}; say "
            "in_channels={channels}, or permute the input so that its channels stand right behind "
            "the batch",
            wanted=wanted,
            channels=channels,
        )


def need_bias(bias: Tensor, filters: Dim) -> None:
    """A bias has one number for each filter."""
    [size] = bias.read("biases")
    need(
        equal(size, filters),
        "a bias of {size:number|numbers} does not go with {filters:filter|filters}",
        size=size,
        filters=filters,
    )


BESIDE = "device dtype"
ORDER = {
    **{f"conv{rank}d": "input weight bias stride padding dilation groups" for rank in (1, 2, 3)},
    **{
        f"conv_transpose{rank}d": "input weight bias stride padding output_padding groups dilation"
        for rank in (1, 2, 3)
    },
}
MODULES = [
    Rule(f"{lazy}{name}{rank}d", states, {"rank": rank} | fixed, BESIDE + more)
    for name, states, more in (
        ("Conv", convolution, ""),
        ("ConvTranspose", transposed_convolution, " padding_mode"),
    )
    for rank in (1, 2, 3)
    for lazy, fixed in (("", {}), ("Lazy", {"in_channels": None}))
]
FUNCTIONS = [
    *(Rule(f"conv{rank}d", convolution_of, {"rank": rank}) for rank in (1, 2, 3)),
    *(
        Rule(f"conv_transpose{rank}d", transposed_convolution_of, {"rank": rank})
        for rank in (1, 2, 3)
    ),
]
