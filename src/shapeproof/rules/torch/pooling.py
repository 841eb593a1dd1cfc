"""torch's pooling: over windows of a size, over so many windows, over windows drawn at random, and
back to where the largest numbers stood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic import windows
from shapeproof.rules.arithmetic.axes import SPATIAL, each
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.resizing import times
from shapeproof.rules.arithmetic.windows import LARGEST, MEAN
from shapeproof.rules.rule import (
    Facts,
    Index,
    Open,
    Reads,
    Rule,
    Shape,
    ShapeError,
    Sizes,
    Structure,
    Tensor,
    need,
)
from shapeproof.rules.torch.convolution import channels_first
from shapeproof.rules.torch.dtypes import fractional, kind, same

Image = tuple[Shape, Dim, Shape]
"""A batch, if there is one, the channels, and the sizes behind them."""
ROOT = say("the root of a sum of powers")


def max_pooling(
    input: Tensor,
    *,
    rank: int,
    kept: Message,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    return_indices: bool = False,
    ceil_mode: bool = False,
) -> Facts:
    """Keeps {kept} of every window of {kernel_size}, in each of the {channels} channels by itself.
    Unless `stride` says otherwise, a window starts where the last one ended, so `stride` is
    {kernel_size:bare}.  With `padding`, this much is added at both ends of each axis, and never
    kept: {padding}.  With `dilation`, the numbers of a window stand {dilation:bare} apart.  With
    `ceil_mode`, the last window may reach beyond the end, as long as it begins before it.  With
    `return_indices`, it also tells at which place of its channel each number stood."""
    is_whole = kind(input.dtype) == 1 and (rank > 1 or return_indices)
    need_numbers(input, is_whole or kind(input.dtype) == 2)
    image = channels_first(input, rank)
    facts = pooled(input, image, kept, kernel_size, stride, padding, dilation, ceil_mode)
    return with_places(facts, return_indices)


def average_pooling(
    input: Tensor,
    *,
    rank: int,
    kept: Message,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Facts:
    """Keeps {kept} of every window of {kernel_size}, in each of the {channels} channels by itself.
    Unless `stride` says otherwise, a window starts where the last one ended, so `stride` is
    {kernel_size:bare}.  With `padding`, this much is added at both ends of each axis: {padding}.
    With `padding`, zeros that are added count like other numbers unless `count_include_pad` is
    turned off, where Keras's layer never counts them.  With `count_include_pad`, the zeros that are
    added do not count.  With `ceil_mode`, the last window may reach beyond the end, as long as it
    begins before it.  With `divisor_override`, sums are divided by {divisor_override}, however many
    numbers a window has."""
    need_numbers(input, kind(input.dtype) == 2 or same(input) == "int64")
    need(divisor_override != 0, "a sum cannot be divided by a divisor_override of 0")
    image = channels_first(input, rank)
    return pooled(input, image, kept, kernel_size, stride, padding, 1, ceil_mode)


def power_pooling(
    input: Tensor,
    *,
    rank: int,
    norm_type: float,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    ceil_mode: bool = False,
) -> Facts:
    """Raises every number to the power {norm_type}, adds up those of every window of {kernel_size},
    and takes the root of the same power, in each of the {channels} channels by itself.  Unless
    `stride` says otherwise, a window starts where the last one ended, so `stride` is
    {kernel_size:bare}.  With `ceil_mode`, the last window may reach beyond the end, as long as it
    begins before it."""
    need_numbers(input, kind(input.dtype) < 3)
    need(norm_type != 0, "there is no root of the power 0; choose another norm_type")
    need(
        rank > 1 or not isinstance(kernel_size, tuple),
        "along one axis torch takes the kernel_size as one number, and no tuple",
    )
    outer, channels, sizes = image = channels_first(input, rank)
    facts = pooled(input, image, ROOT, kernel_size, stride, 0, 1, ceil_mode)
    [out] = facts.outputs
    powers, roots = product((*outer, channels, *sizes)), product(out.shape)
    return facts._replace(
        output=out._replace(dtype=fractional(input)),
        elementwise=powers + facts.elementwise + roots,
    )


def pooled(
    x: Tensor,
    image: Image,
    kept: Message,
    kernel_size: Sizes,
    stride: Sizes | None,
    padding: Sizes,
    dilation: Sizes,
    ceil_mode: bool,
) -> Facts:
    """One number for every window of a size."""
    outer, channels, sizes = image
    rank = len(sizes)
    need_channels(channels)
    taps = each(kernel_size, rank, "kernel")
    moves = taps if stride is None else each(stride, rank, "stride")
    pads, rates = each(padding, rank, "padding"), each(dilation, rank, "dilation")
    for tap, pad in zip(taps, pads):
        need(pad >= 0, "padding must be 0 or more, not {pad}", pad=pad)
        need(
            2 * pad <= tap,
            "a padding of {pad} is more than half of the window of {tap}, so that a window would "
            "see nothing else; choose less",
            pad=pad,
            tap=tap,
        )
    count = windows.beyond if ceil_mode else windows.between
    out = tuple(
        count(size, windows.dilated(tap, rate), move, (pad, pad), axis)
        for axis, size, tap, move, pad, rate in zip(SPATIAL[rank], sizes, taps, moves, pads, rates)
    )

    def cell(index: Index) -> Reads:
        first = len(outer) + 1
        covered = (
            windows.from_padding(place, tap, move, rate, pad)
            for place, tap, move, rate, pad in zip(index[first:], taps, moves, rates, pads)
        )
        return Reads(((*map(one, index[:first]), *covered),), kept)

    places = (*outer, channels, *out)
    return Facts(Tensor(places, same(x)), elementwise=product(places) * product(taps), cell=cell)


def adaptive_pooling(
    input: Tensor,
    *,
    rank: int,
    kept: Message,
    output_size: Open | Dim,
) -> Facts:
    """Keeps {kept} of every window, in each of the {channels} channels by itself.  However large
    the input is, there are as many windows as `output_size` asks for ({output_size}), as even as
    whole steps allow: each begins where its share of an axis begins, rounded down, and ends where
    its share ends, rounded up, so that two neighbours may have a step in common.  Where it says
    None, there are as many windows as steps, and the axis stays as it is."""
    need_numbers(input, kind(input.dtype) == 2)
    image = channels_first(input, rank)
    return evenly(input, image, kept, wanted(output_size, image[2]))


def adaptive_max_pooling(
    input: Tensor,
    *,
    rank: int,
    kept: Message,
    output_size: Open | Dim,
    return_indices: bool = False,
) -> Facts:
    """Keeps {kept} of every window, in each of the {channels} channels by itself.  However large
    the input is, there are as many windows as `output_size` asks for ({output_size}), as even as
    whole steps allow: each begins where its share of an axis begins, rounded down, and ends where
    its share ends, rounded up, so that two neighbours may have a step in common.  Where it says
    None, there are as many windows as steps, and the axis stays as it is.  With `return_indices`,
    it also tells at which place of its channel each number stood."""
    need_numbers(input, kind(input.dtype) == 2)
    _, channels, sizes = image = channels_first(input, rank)
    need_channels(channels)
    facts = evenly(input, image, kept, wanted(output_size, sizes))
    return with_places(facts, return_indices)


def wanted(output_size: Open | Dim, sizes: Shape) -> Shape:
    """How many windows there are along each axis; as many as steps where none are named."""
    rank = len(sizes)
    asked = output_size if isinstance(output_size, tuple) else (output_size,) * rank
    is_open = [size is None for size in asked]
    need(
        not any(is_open) or (rank > 1 and isinstance(output_size, tuple)),
        "torch keeps an axis only where output_size is a tuple with None, of two axes or more",
    )
    given = each(tuple(0 if size is None else size for size in asked), rank, "output")
    for size in given:
        need(size >= 0, "there cannot be {size} windows", size=size)
    return tuple(old if kept else new for old, new, kept in zip(sizes, given, is_open))


def evenly(x: Tensor, image: Image, kept: Message, out: Shape) -> Facts:
    """One number for each of so many windows, which lie as evenly as whole steps allow."""
    outer, channels, sizes = image
    covered = tuple(
        windows.under_fitted(size, count, f"{axis} under windows")
        for axis, size, count in zip(SPATIAL[len(sizes)], sizes, out)
    )

    def cell(index: Index) -> Reads:
        first = len(outer) + 1
        read = (
            windows.fitted(place, int(size), int(count))
            for place, size, count in zip(index[first:], sizes, out)
        )
        return Reads(((*map(one, index[:first]), *read),), kept)

    return Facts(
        Tensor((*outer, channels, *out), same(x)),
        elementwise=product((*outer, channels, *covered)),
        cell=cell,
    )


Ratio = float | tuple[float, ...]


def fractional_pooling(
    input: Tensor,
    *,
    rank: int,
    kept: Message,
    is_module: bool,
    kernel_size: Sizes,
    output_size: Sizes | None = None,
    output_ratio: Ratio | None = None,
    return_indices: bool = False,
) -> Facts:
    """Keeps {kept} of every window of {kernel_size}, in each of the {channels} channels by itself.
    Where windows begin is drawn at random, now nearer and now farther from each other.  With
    `output_size`, there are {output_size:bare} of them.  With `output_ratio`, there are
    {output_ratio} times as many as there are steps, rounded down.  With `return_indices`, it also
    tells at which place of its channel each number stood."""
    need_numbers(input, kind(input.dtype) == 2)
    outer, channels, sizes = channels_first(input, rank)
    need_channels(channels)
    if is_module:
        need_share(output_size, output_ratio, rank)
    taps = each(kernel_size, rank, "kernel")
    out = at_random(sizes, output_size, output_ratio)
    for size, tap, count in zip(sizes, taps, out):
        need(tap >= 1, "a window must be at least 1 wide, not {window}", window=tap)
        need(
            count + tap <= size + (rank == 2),
            "{count} windows of {tap} do not fit into {size}, each a step behind the one before; "
            "choose fewer or smaller ones",
            count=count,
            tap=tap,
            size=size,
        )
    places = (*outer, channels, *out)

    def cell(index: Index) -> Reads:
        own = (*map(one, index[: len(outer) + 1]), *whole(sizes))
        made = say("{kept} of a window that begins where chance puts it", kept=kept)
        return Reads((own,), made, chosen=(0,))

    work = product(places) * product(taps)
    facts = Facts(Tensor(places, same(input)), elementwise=work, cell=cell)
    return with_places(facts, return_indices)


def need_share(output_size: Sizes | None, output_ratio: Ratio | None, rank: int) -> None:
    """The module takes one of the two, and a ratio that leaves fewer numbers than there were."""
    need(
        output_size is None or output_ratio is None,
        "output_size and output_ratio both say how many windows there are; give one of them",
    )
    for ratio in each_ratio(output_ratio, rank) if output_ratio is not None else ():
        need(0 < ratio < 1, "output_ratio must be between 0 and 1, not {ratio}", ratio=ratio)


def at_random(sizes: Shape, output_size: Sizes | None, output_ratio: Ratio | None) -> Shape:
    """How many windows there are, by their number or by their share."""
    if output_size is not None:
        return each(output_size, len(sizes), "output")
    need(output_ratio is not None, "say how many windows there are: output_size or output_ratio")
    assert output_ratio is not None
    ratios = each_ratio(output_ratio, len(sizes))
    return tuple(
        times(size, ratio, f"output {axis}")
        for axis, size, ratio in zip(SPATIAL[len(sizes)], sizes, ratios)
    )


def each_ratio(ratio: Ratio, rank: int) -> tuple[float, ...]:
    """One ratio for every axis, or a ratio for each."""
    ratios = ratio if isinstance(ratio, tuple) else (ratio,) * rank
    need(
        len(ratios) == rank,
        "there is one ratio for each of {rank:axis|axes}, not {given}",
        rank=rank,
        given=len(ratios),
    )
    return ratios


def unpooling(
    input: Tensor,
    indices: Tensor,
    *,
    rank: int,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    output_size: tuple[Dim, ...] | Dim | None = None,
) -> Facts:
    """Writes each number back to the place that the second input has for it, and zeros to all
    others, in each of the {channels} channels by itself.  The output is as large as one from which
    windows of {kernel_size} make the input.  Unless `stride` says otherwise, such a window starts
    where the last one ended, so `stride` is {kernel_size:bare}.  With `padding`, this much had been
    added at both ends of each axis: {padding}.  With `output_size`, of the sizes that this may be
    it is ({output_size})."""
    need_numbers(input, kind(input.dtype) == 2)
    need(
        same(indices) == "int64",
        "places are int64, as pooling with return_indices=True gives them, not {dtype}",
        dtype=same(indices),
    )
    outer, channels, sizes = channels_first(input, rank)
    need_same_shape(input, indices)
    taps = each(kernel_size, rank, "kernel")
    moves = taps if stride is None else each(stride, rank, "stride")
    pads = each(padding, rank, "padding")
    usual = tuple(
        windows.turned_round(size, tap, move, pad, 0, f"output {axis}")
        for axis, size, tap, move, pad in zip(SPATIAL[rank], sizes, taps, moves, pads)
    )
    out = usual if output_size is None else near(output_size, usual, moves)
    for size in out:
        need(size >= 0, "the padding leaves nothing: a size of {size}", size=size)

    def cell(index: Index) -> Reads:
        own = (*map(one, index[: len(outer) + 1]), *whole(sizes))
        made = say("the number whose place this is, or a zero")
        return Reads((own, own), made, chosen=(0,))

    return Facts(Tensor((*outer, channels, *out), same(input)), cell=cell)


def near(output_size: Shape | Dim, usual: Shape, moves: Shape) -> Shape:
    """The sizes that are asked for, alone or behind a batch and channels, if pooling makes the same
    of them as of the usual ones."""
    rank = len(usual)
    if not isinstance(output_size, tuple) or len(output_size) not in (rank, rank + 2):
        raise ShapeError(say("output_size has a size for each of {rank:axis|axes}, not {given}",
                             rank=rank, given=output_size))  # fmt: skip
    out = each(output_size[-rank:], rank, "output")
    for size, middle, move in zip(out, usual, moves):
        for is_near in (middle + 1 <= size + move, size + 1 <= middle + move):
            need(
                is_near,
                "an output_size of {size} is too far from {usual}: it must differ by less than "
                "the stride of {stride}",
                size=size,
                usual=middle,
                stride=move,
            )
    return out


def with_places(facts: Facts, return_indices: bool) -> Facts:
    """The facts, and beside each number the place where it stood."""
    if not return_indices:
        return facts
    [out] = facts.outputs
    both: Structure = (out, out._replace(dtype="int64"))
    return facts._replace(output=both)


def need_channels(channels: Dim) -> None:
    need(channels >= 1, "there must be at least 1 channel, not {channels}", channels=channels)


def need_numbers(x: Tensor, is_known: bool) -> None:
    """torch has each pooling for some dtypes only."""
    need(
        is_known,
        "torch does not pool numbers of {dtype} in this way; put .float() behind the input",
        dtype=same(x),
    )


def need_same_shape(input: Tensor, indices: Tensor) -> None:
    """There is a place for each number."""
    need(
        len(input.shape) == len(indices.shape),
        "there is a place for each number: {first:axis|axes} of numbers do not go with {second} of "
        "places",
        first=len(input.shape),
        second=len(indices.shape),
    )
    for size, other in zip(input.shape, indices.shape):
        need(
            equal(size, other),
            "there is a place for each number: {first} numbers along an axis do not go with "
            "{second} places",
            first=size,
            second=other,
        )


RANKS = (1, 2, 3)
MAX_ORDER = "input kernel_size stride padding dilation ceil_mode return_indices"
ORDER = {f"max_pool{rank}d{more}": MAX_ORDER for rank in RANKS for more in ("", "_with_indices")}
MAX: dict[str, Any] = {"kept": LARGEST}
MEAN_OF_LINES: dict[str, Any] = {"kept": MEAN, "divisor_override": None}
PLACES: dict[str, Any] = {"return_indices": True}


def shared(rank: int) -> tuple[tuple[str, str, Callable[..., Facts], dict[str, Any]], ...]:
    """What a module and a function have in common: their names, the rule, and what is fixed."""
    mean = MEAN_OF_LINES if rank == 1 else {"kept": MEAN}
    return (
        ("MaxPool", "max_pool", max_pooling, MAX),
        ("AvgPool", "avg_pool", average_pooling, mean),
        ("LPPool", "lp_pool", power_pooling, {}),
        ("AdaptiveMaxPool", "adaptive_max_pool", adaptive_max_pooling, MAX),
        ("AdaptiveAvgPool", "adaptive_avg_pool", adaptive_pooling, {"kept": MEAN}),
    )


DRAWN = "_random_samples"
MODULES = [
    *(
        Rule(f"{name}{rank}d", states, {"rank": rank} | fixed)
        for rank in RANKS
        for name, _, states, fixed in shared(rank)
    ),
    *(
        Rule(f"FractionalMaxPool{rank}d", fractional_pooling,
             {"rank": rank, "is_module": True} | MAX, DRAWN)
        for rank in (2, 3)
    ),
    *(Rule(f"MaxUnpool{rank}d", unpooling, {"rank": rank}, later="output_size") for rank in RANKS),
]  # fmt: skip
FUNCTIONS = [
    *(
        Rule(f"{name}{rank}d", states, {"rank": rank} | fixed)
        for rank in RANKS
        for _, name, states, fixed in shared(rank)
    ),
    *(
        Rule(f"{name}{rank}d_with_indices", states, {"rank": rank} | MAX | PLACES, "return_indices")
        for rank in RANKS
        for _, name, states, _ in shared(rank)
        if "return_indices" in states.__annotations__
    ),
    *(
        Rule(f"fractional_max_pool{rank}d{more}", fractional_pooling,
             {"rank": rank, "is_module": False} | MAX | fixed, beside)
        for rank in (2, 3)
        for more, fixed, beside in (
            ("", {}, DRAWN), ("_with_indices", PLACES, f"return_indices {DRAWN}"),
        )
    ),
    *(Rule(f"max_unpool{rank}d", unpooling, {"rank": rank}) for rank in RANKS),
]  # fmt: skip
