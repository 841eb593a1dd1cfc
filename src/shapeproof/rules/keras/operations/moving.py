"""Operations that move, repeat and drop numbers, and compute none."""

from __future__ import annotations

import re
from bisect import bisect
from itertools import accumulate, chain
from typing import Any

from shapeproof.algebra.formula import Dim, Formula, PerExample
from shapeproof.algebra.words import equal, product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import blocks, dtypes, moving, patterns, views
from shapeproof.rules.arithmetic.axes import (
    Axes,
    DataFormat,
    apart,
    back,
    channels_apart,
    from_front,
)
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import (
    MOVED,
    axes_of,
    distinct,
    need_rank,
    sizes_of,
)
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, ShapeError, Tensor, need

COPIED = say("a copy of one number")


def reshape(x: Tensor, *, newshape: tuple[Dim, ...] | Dim) -> Facts:
    """Lays all {numbers} numbers out again, in their order, as ({newshape}), where a -1 takes what
    the other sizes leave."""
    return moving.relaid(x, newshape if isinstance(newshape, tuple) else (newshape,))


def ravel(x: Tensor) -> Facts:
    """Lays all {numbers} numbers in a row, those of the last axis side by side."""
    return moving.in_a_row(x)


def transpose(x: Tensor, *, axes: tuple[int, ...] | None = None) -> Facts:
    """Puts the axes into another order; every number goes along with its axes.  Unless `axes` says
    otherwise, the last axis comes first.  With `axes`, the order is ({axes}), counting the batch
    as 0."""
    rank = len(x.shape)
    order = tuple(reversed(range(rank))) if axes is None else distinct(axes, rank)
    need(
        len(order) == rank,
        "axes names each of the {rank:axis|axes} once; it is {axes}",
        rank=rank,
        axes=axes,
    )
    return moving.reordered(x, order)


def swapaxes(x: Tensor, *, axis1: int, axis2: int) -> Facts:
    """Lets axis {axis1} and axis {axis2} change places, counting the batch as 0; every number goes
    along with its axes."""
    rank = len(x.shape)
    return moving.swapped(x, from_front(axis1, rank), from_front(axis2, rank))


def moveaxis(x: Tensor, *, source: Axes, destination: Axes) -> Facts:
    """Moves axis {source} to where axis {destination} is, counting the batch as 0; every number
    goes along with its axes."""
    return moving.moved(x, source, destination)


def rotate(array: Tensor, *, k: int = 1, axes: tuple[int, ...] = (0, 1)) -> Facts:
    """Turns the numbers in the plane of the axes ({axes}) by a quarter, counting the batch as 0.
    With `k`, it does so {k} times."""
    facts = moving.turned(array, axes, 1)  # Keras states the shape of one turn, whatever `k` is
    return facts if k % 4 == 1 else facts._replace(cell=None)


def expand_dims(x: Tensor, *, axis: Axes) -> Facts:
    """Puts in an axis {axis} that is 1 long, counting the batch as 0; the numbers stay."""
    return moving.with_axes(x, axis)


def squeeze(x: Tensor, *, axis: Axes | None = None) -> Facts:
    """Drops axes that are 1 long; the numbers stay.  Unless `axis` names some, all of them go.
    With `axis`, axis {axis} goes, counting the batch as 0."""
    [sizes] = sizes_of(x)
    gone = _ones(sizes) if axis is None else axes_of(axis, len(sizes))
    moving.need_ones(sizes, gone)
    return moving.without_axes(x, gone)


def _ones(sizes: Shape) -> list[int]:
    """The axes that are known to be 1 long."""
    return [
        i for i, size in enumerate(sizes) if known(size) == 1 and not isinstance(size, PerExample)
    ]


def flip(x: Tensor, *, axis: Axes | None = None) -> Facts:
    """Puts the numbers in the opposite order; the shape stays as it is.  Unless `axis` names some,
    that is done along all axes.  With `axis`, it is done along axis {axis}, counting the batch
    as 0."""
    return moving.flipped(x, axes_of(axis, len(x.shape)))


def flip_first(x: Tensor, *, along: int) -> Facts:
    """Puts the numbers along axis {along} in the opposite order; the shape stays as it is."""
    need_rank(x, along + 1)
    return flip(x, axis=along)


def roll(x: Tensor, *, shift: Axes, axis: Axes | None = None) -> Facts:
    """Moves the numbers on by {shift}, those that leave at the end coming in at the start; the
    shape stays as it is.  With `axis`, that is done along axis {axis}, counting the batch as 0."""
    axes = () if axis is None else axes_of(axis, len(x.shape))
    moves = shift if isinstance(shift, tuple) else (shift,)
    return moving.rolled(x, moves * len(axes) if len(moves) < len(axes) else moves, axes)


def repeat(x: Tensor, *, repeats: tuple[Dim, ...] | Dim, axis: int | None = None) -> Facts:
    """Writes each number {repeats} times, one copy behind the other.  Unless `axis` names one, all
    numbers are laid in a row first.  With `axis`, that is done along axis {axis}, counting the
    batch as 0."""
    times: list[Dim] = list(repeats) if isinstance(repeats, tuple) else [repeats]
    if not times:
        raise ShapeError(say("it is told how often each number is written"))
    if len(times) > 1:
        return _by_steps(x, times, axis)
    return moving.each_repeated(x, times[0], axis)


def _by_steps(x: Tensor, times: list[Dim], axis: int | None) -> Facts:
    """The same where each step of the axis has a number of copies of its own."""
    [sizes] = sizes_of(x)
    sizes = (views.in_a_row(sizes, ""),) if axis is None else sizes
    along = from_front(axis or 0, len(sizes))
    if isinstance(sizes[along], PerExample):
        raise ShapeError(say("a batch that nobody knows cannot be written {n} ways", n=len(times)))
    need(
        equal(sizes[along], len(times)),
        "{size} numbers take as many repeats, not {given}",
        size=sizes[along],
        given=len(times),
    )
    out = (*sizes[:along], sum(times), *sizes[along + 1 :])

    def cell(index: Index) -> Reads:
        ends = list(accumulate(map(int, times)))
        read = (one(bisect(ends, at)) if i == along else one(at) for i, at in enumerate(index))
        return Reads((tuple(read),), COPIED)

    is_told = axis is not None or len(x.shape) == 1
    return Facts(Tensor(out, x.dtype), cell=cell if is_told else None)


def tile(x: Tensor, *, repeats: tuple[Dim, ...] | Dim) -> Facts:
    """Lays copies of the whole tensor side by side, along each axis as often as `repeats` says
    ({repeats})."""
    return moving.tiled(x, repeats if isinstance(repeats, tuple) else (repeats,))


def broadcast_to(x: Tensor, *, shape: tuple[Dim, ...]) -> Facts:
    """Uses the numbers again and again, so that they fill the shape ({shape})."""
    return moving.stretched(x, shape)


def pad(x: Tensor, *, pad_width: object) -> Facts:
    """Lays numbers around the tensor; so many stand before and behind each axis: {pad_width}."""
    [sizes] = sizes_of(x)
    ends = pairs(pad_width, len(sizes))
    out = tuple(
        size if isinstance(size, PerExample) else step(f"output size {i}", size + a + b)
        for i, (size, (a, b)) in enumerate(zip(sizes, ends))
    )

    def cell(index: Index) -> Reads:
        places = tuple(at - int(a) for at, (a, _) in zip(index, ends))
        inside = all(0 <= at < int(size) for at, size in zip(places, sizes))
        made = MOVED if inside else say("a number of the padding")
        return Reads((tuple(map(one, places)),), made)

    return Facts(Tensor(out, x.dtype), cell=cell)


def need_size(size: Any) -> Dim:
    """The size of an edge."""
    if not isinstance(size, int | Formula) or isinstance(size, bool):
        raise ShapeError(say("a size of an edge is a whole number, not {size}", size=repr(size)))
    need(size >= 0, "a size of an edge is 0 or more, not {size}", size=size)
    return size


def pairs(width: object, rank: int) -> tuple[tuple[Dim, Dim], ...]:
    """What is laid before and behind each axis: one size for all, two for all, or two an axis."""
    if not isinstance(width, tuple):
        whole = need_size(width)
        return ((whole, whole),) * rank
    if width and not any(isinstance(one, tuple) for one in width):
        width = (width,)
    need(
        len(width) in (1, rank) and all(isinstance(each, tuple) for each in width),
        "there is a pair of sizes for each of {rank:axis|axes}, not {given}",
        rank=rank,
        given=len(width),
    )
    both = tuple((each[0], each[-1]) for each in width if each)
    for size in (size for ends in both for size in ends):
        need_size(size)
    return both * rank if len(both) == 1 else both


def triangle(x: Tensor, *, upper: bool, k: int = 0) -> Facts:
    """Keeps the numbers on one side of the diagonal of the last two axes, and writes 0 on the
    other; the shape stays as it is."""
    return moving.triangle(x, k, upper)


def diag(x: Tensor, *, k: int = 0) -> Facts:
    """Writes a row of numbers onto the diagonal of a square of zeros, or reads the diagonal of a
    matrix.  With `k`, it is the diagonal {k} places to the right."""
    return moving.row_or_diagonal(x, k)


def diagflat(x: Tensor, *, k: int = 0) -> Facts:
    """Writes all numbers in a row onto the diagonal of a square of zeros.  With `k`, it is the
    diagonal {k} places to the right."""
    return moving.on_a_diagonal(x, k)


def diagonal(x: Tensor, *, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Facts:
    """Reads the diagonal of the plane of axis {axis1} and axis {axis2}, counting the batch as 0,
    for every place of the other axes; the diagonal becomes the last axis.  With `offset`, it is
    the diagonal {offset} places to the right."""
    return moving.diagonal(x, offset, axis1, axis2)


def trace(x: Tensor, *, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Facts:
    """Adds up the diagonal of the plane of axis {axis1} and axis {axis2}, counting the batch as 0,
    for every place of the other axes.  With `offset`, it is the diagonal {offset} places to the
    right."""
    facts = diagonal(x, offset=offset, axis1=axis1, axis2=axis2)
    assert isinstance(facts.output, Tensor)
    dtype = dtypes.SUMS.get(x.dtype or "", x.dtype)
    shape = facts.output.shape
    return Facts(Tensor(shape[:-1], dtype), elementwise=product(shape))


def depth_to_space(
    x: Tensor, *, block_size: Dim, data_format: DataFormat = "channels_last"
) -> Facts:
    """Deals the channels out to squares of {block_size} by {block_size} places."""
    batch, sizes, channels = channels_apart(x, 2, data_format)
    out, depth = blocks.spread(sizes, channels, block_size)

    def cell(index: Index) -> Reads:
        example, places, channel = apart(index, data_format)
        side = int(block_size)
        (row, down), (column, right) = (divmod(place, side) for place in places)
        below = views.position((down, right, channel), (side, side, depth))
        if data_format == "channels_first":
            below = views.position((channel, down, right), (depth, side, side))
        return Reads((tuple(map(one, back(example, (row, column), below, data_format))),), MOVED)

    return Facts(Tensor(back(batch, out, depth, data_format), x.dtype), cell=cell)


def space_to_depth(
    x: Tensor, *, block_size: Dim, data_format: DataFormat = "channels_last"
) -> Facts:
    """Puts the channels of each square of {block_size} by {block_size} places on top of each
    other."""
    batch, sizes, channels = channels_apart(x, 2, data_format)
    out, depth = blocks.stacked(sizes, channels, block_size)

    def cell(index: Index) -> Reads:
        example, (row, column), below = apart(index, data_format)
        side = int(block_size)
        down, right, channel = views.place(below, (side, side, channels))
        if data_format == "channels_first":
            channel, down, right = views.place(below, (channels, side, side))
        places = (row * side + down, column * side + right)
        return Reads((tuple(map(one, back(example, places, channel, data_format))),), MOVED)

    return Facts(Tensor(back(batch, out, depth, data_format), x.dtype), cell=cell)


def rearrange(tensor: Tensor, *, pattern: str, **lengths: Dim) -> Facts:
    """Takes the axes apart, puts them into another order and together again, as '{pattern}'
    says."""
    [sizes] = sizes_of(tensor)
    before, arrow, after = pattern.partition("->")
    need(bool(arrow), "'{pattern}' is no pattern such as 'b h w -> b (h w)'", pattern=pattern)
    groups, wanted = _grouped(before), _grouped(after)
    need(
        len(groups) == len(sizes),
        "'{pattern}' names {given:axis|axes}, and the input has {rank}",
        pattern=pattern,
        given=len(groups),
        rank=len(sizes),
    )
    ones = {name: 1 for name in chain(["1"], *groups) if name.isdigit()}
    known_sizes = patterns.taken_apart(groups, sizes, ones | lengths)
    need(
        all(name in known_sizes for name in chain(*wanted)),
        "'{pattern}' writes an axis that it does not read",
        pattern=pattern,
    )
    cell = patterns.reading(groups, wanted, known_sizes, MOVED)
    return Facts(Tensor(patterns.put_together(wanted, known_sizes), tensor.dtype), cell=cell)


def _grouped(side: str) -> list[list[str]]:
    """The names of one side of a pattern, those in parentheses together."""
    return [part.strip("()").split() for part in re.findall(r"\w+|\(.*?\)", side)]


def view(x: Tensor, *, dtype: str | None = None) -> Facts:
    """Reads the bytes of the numbers as {dtype}; where those are of another size, the last axis
    becomes so much longer or shorter."""
    return moving.recast(
        x, dtype, *(_bits(one or "float32") for one in (x.dtype, dtype or x.dtype))
    )


def _bits(dtype: str) -> int:
    return int("".join(c for c in dtype if c.isdigit()) or 8)


RULES = [
    Rule("rearrange", rearrange),
    Rule("view", view),
    Rule("reshape", reshape),
    Rule("ravel", ravel),
    Rule("transpose", transpose),
    Rule("swapaxes", swapaxes),
    Rule("moveaxis", moveaxis),
    Rule("rot90", rotate),
    Rule("expand_dims", expand_dims),
    Rule("squeeze", squeeze),
    Rule("flip", flip),
    Rule("flipud", flip_first, {"along": 0}),
    Rule("fliplr", flip_first, {"along": 1}),
    Rule("roll", roll),
    Rule("repeat", repeat),
    Rule("tile", tile),
    Rule("broadcast_to", broadcast_to),
    Rule("pad", pad, beside="mode constant_values"),
    *(Rule(name, triangle, {"upper": name == "triu"}) for name in ("tril", "triu")),
    Rule("diag", diag),
    Rule("diagflat", diagflat),
    Rule("diagonal", diagonal),
    Rule("trace", trace),
    Rule("depth_to_space", depth_to_space),
    Rule("space_to_depth", space_to_depth),
]
