"""Operations that move, repeat and drop numbers, and compute none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from shapeproof.algebra.formula import Dim, Formula, PerExample
from shapeproof.algebra.words import divides, equal, maximum, minimum, product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import dtypes, views
from shapeproof.rules.arithmetic.axes import Axes, DataFormat, back, channels_apart, from_front
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast, known
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import (
    MOVED,
    axes_of,
    distinct,
    need_rank,
    sizes_of,
)
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, ShapeError, Tensor, called, need

COPIED = say("a copy of one number")


def reshape(x: Tensor, *, newshape: tuple[Dim, ...] | Dim) -> Facts:
    """Lays all {numbers} numbers out again, in their order, as ({newshape}), where a -1 takes what
    the other sizes leave."""
    [sizes] = sizes_of(x)
    out = laid_out(sizes, newshape if isinstance(newshape, tuple) else (newshape,))

    def cell(index: Index) -> Reads:
        at = views.position(index, out)
        return Reads((tuple(map(one, views.place(at, sizes))),), MOVED)

    return Facts(Tensor(out, x.dtype), cell=cell)


def laid_out(sizes: Shape, target: Shape) -> Shape:
    """The sizes of `target`, where a -1 takes what the others leave of all the numbers.

    Of a batch whose size nobody stated, only the -1 or the batch itself can take its share; sizes
    that name neither are what the author knows it to come to.
    """
    if not any(isinstance(size, PerExample) for size in sizes):
        return views.laid_out(sizes, target)
    if any(isinstance(size, PerExample) for size in target):
        return _of_each_example(sizes, target)
    rest = [size for size in target if not views.is_rest(size)]
    for size in rest:
        need(size >= 0, "a size must be -1, 0 or more, not {size}", size=size)
    need(len(target) - len(rest) <= 1, "only one size can be -1, since it takes what is left")
    held, wanted = called(product(sizes), "numbers"), product(rest)
    need(wanted >= 1, "beside a size of 0 there is nothing for a -1 to take")
    left = held // wanted
    left = PerExample(left) if isinstance(left, int) else left
    return tuple(left if views.is_rest(size) else size for size in target)


def _of_each_example(sizes: Shape, target: Shape) -> Shape:
    """The batch stays what it is, and the rest of each example is laid out again."""
    at = next(i for i, size in enumerate(target) if isinstance(size, PerExample))
    rest = (*target[:at], *target[at + 1 :])
    own = tuple(int(size) if isinstance(size, PerExample) else size for size in sizes)
    out = views.laid_out(own, rest)
    return (*out[:at], target[at], *out[at:])


def ravel(x: Tensor) -> Facts:
    """Lays all {numbers} numbers in a row, those of the last axis side by side."""
    [sizes] = sizes_of(x)

    def cell(index: Index) -> Reads:
        return Reads((tuple(map(one, views.place(index[0], sizes))),), MOVED)

    return Facts(Tensor((views.in_a_row(sizes, "length"),), x.dtype), cell=cell)


def reordered(x: Tensor, order: Sequence[int]) -> Facts:
    """The axes in this order; every number goes along with its axes."""
    [sizes] = sizes_of(x)

    def cell(index: Index) -> Reads:
        places = dict(zip(order, map(one, index)))
        return Reads((tuple(places[axis] for axis in range(len(sizes))),), MOVED)

    return Facts(Tensor(tuple(sizes[axis] for axis in order), x.dtype), cell=cell)


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
    return reordered(x, order)


def swapaxes(x: Tensor, *, axis1: int, axis2: int) -> Facts:
    """Lets axis {axis1} and axis {axis2} change places, counting the batch as 0; every number goes
    along with its axes."""
    order = list(range(len(x.shape)))
    i, j = from_front(axis1, len(order)), from_front(axis2, len(order))
    order[i], order[j] = j, i
    return reordered(x, order)


def moveaxis(x: Tensor, *, source: Axes, destination: Axes) -> Facts:
    """Moves axis {source} to where axis {destination} is, counting the batch as 0; every number
    goes along with its axes."""
    rank = len(x.shape)
    taken, put = distinct(source, rank), distinct(destination, rank)
    need(len(taken) == len(put), "as many places are named as axes are moved")
    order = [axis for axis in range(rank) if axis not in taken]
    for at, axis in sorted(zip(put, taken)):
        order.insert(at, axis)
    return reordered(x, order)


def rotate(array: Tensor, *, k: int = 1, axes: tuple[int, ...] = (0, 1)) -> Facts:
    """Turns the numbers in the plane of the axes ({axes}) by a quarter, counting the batch as 0.
    With `k`, it does so {k} times."""
    rank = len(array.shape)
    need_rank(array, 2)
    need(len(axes) == 2, "a plane has two axes, not {n}", n=len(axes))
    i, j = distinct(axes, rank)
    order = list(range(rank))
    order[i], order[j] = j, i
    return reordered(array, order)._replace(cell=None)


def expand_dims(x: Tensor, *, axis: Axes) -> Facts:
    """Puts in an axis {axis} that is 1 long, counting the batch as 0; the numbers stay."""
    [sizes] = sizes_of(x)
    count = 1 if isinstance(axis, int) else len(axis)
    rank = len(sizes) + count
    new = set(distinct(axis, rank))
    left = iter(sizes)
    out = tuple(1 if i in new else next(left) for i in range(rank))

    def cell(index: Index) -> Reads:
        return Reads((tuple(one(at) for i, at in enumerate(index) if i not in new),), MOVED)

    return Facts(Tensor(out, x.dtype), cell=cell)


def squeeze(x: Tensor, *, axis: Axes | None = None) -> Facts:
    """Drops axes that are 1 long; the numbers stay.  Unless `axis` names some, all of them go.
    With `axis`, axis {axis} goes, counting the batch as 0."""
    [sizes] = sizes_of(x)
    if axis is None:
        gone = tuple(
            i
            for i, size in enumerate(sizes)
            if known(size) == 1 and not isinstance(size, PerExample)
        )
    else:
        gone = axes_of(axis, len(sizes))
    for i in gone:
        need(
            False if isinstance(sizes[i], PerExample) else equal(sizes[i], 1),
            "axis {axis} is {size} long, and only one of 1 can be dropped",
            axis=i,
            size=sizes[i],
        )
    out = tuple(size for i, size in enumerate(sizes) if i not in gone)

    def cell(index: Index) -> Reads:
        left = iter(index)
        places = (one(0) if i in gone else one(next(left)) for i in range(len(sizes)))
        return Reads((tuple(places),), MOVED)

    return Facts(Tensor(out, x.dtype), cell=cell)


def flip(x: Tensor, *, axis: Axes | None = None) -> Facts:
    """Puts the numbers in the opposite order; the shape stays as it is.  Unless `axis` names some,
    that is done along all axes.  With `axis`, it is done along axis {axis}, counting the batch
    as 0."""
    [sizes] = sizes_of(x)
    turned = axes_of(axis, len(sizes))

    def cell(index: Index) -> Reads:
        places = (one(int(sizes[i]) - 1 - at if i in turned else at) for i, at in enumerate(index))
        return Reads((tuple(places),), MOVED)

    return Facts(Tensor(sizes, x.dtype), cell=cell)


def flip_first(x: Tensor, *, along: int) -> Facts:
    """Puts the numbers along axis {along} in the opposite order; the shape stays as it is."""
    need_rank(x, along + 1)
    return flip(x, axis=along)


def roll(x: Tensor, *, shift: object, axis: Axes | None = None) -> Facts:
    """Moves the numbers on by {shift}, those that leave at the end coming in at the start; the
    shape stays as it is.  With `axis`, that is done along axis {axis}, counting the batch as 0."""
    [sizes] = sizes_of(x)
    axes_of(axis, len(sizes))
    return Facts(Tensor(sizes, x.dtype))


def repeat(x: Tensor, *, repeats: tuple[Dim, ...] | Dim, axis: int | None = None) -> Facts:
    """Writes each number {repeats} times, one copy behind the other.  Unless `axis` names one, all
    numbers are laid in a row first.  With `axis`, that is done along axis {axis}, counting the
    batch as 0."""
    [sizes] = sizes_of(x)
    if axis is None:
        sizes = (views.in_a_row(sizes, ""),)
    along = 0 if axis is None else from_front(axis, len(sizes))
    times: list[Dim] = list(repeats) if isinstance(repeats, tuple) else [repeats]
    if not times:
        raise ShapeError(say("it is told how often each number is written"))
    if isinstance(sizes[along], PerExample) and len(times) > 1:
        raise ShapeError(say("a batch that nobody knows cannot be written {n} ways", n=len(times)))
    first, *others = times
    if not others:
        long = step("repeated", sizes[along] * first)
    else:
        need(
            equal(sizes[along], len(times)),
            "{size} numbers take as many repeats, not {given}",
            size=sizes[along],
            given=len(times),
        )
        long = sum(times)
    out = tuple(long if i == along else size for i, size in enumerate(sizes))

    def cell(index: Index) -> Reads:
        read = (one(at // int(first) if i == along else at) for i, at in enumerate(index))
        return Reads((tuple(read),), COPIED)

    plain = not others and axis is not None
    return Facts(Tensor(out, x.dtype), cell=cell if plain else None)


def tile(x: Tensor, *, repeats: tuple[Dim, ...] | Dim) -> Facts:
    """Lays copies of the whole tensor side by side, along each axis as often as `repeats` says
    ({repeats})."""
    [sizes] = sizes_of(x)
    times = repeats if isinstance(repeats, tuple) else (repeats,)
    rank = max(len(sizes), len(times))
    times = (*(1,) * (rank - len(times)), *times)
    longer = (*(1,) * (rank - len(sizes)), *sizes)
    out = tuple(
        step(f"output size {i}", size * n) for i, (size, n) in enumerate(zip(longer, times))
    )

    def cell(index: Index) -> Reads:
        own = zip(index[rank - len(sizes) :], sizes)
        return Reads((tuple(one(at % int(size)) for at, size in own),), COPIED)

    return Facts(Tensor(out, x.dtype), cell=cell)


def broadcast_to(x: Tensor, *, shape: tuple[Dim, ...]) -> Facts:
    """Uses the numbers again and again, so that they fill the shape ({shape})."""
    [sizes] = sizes_of(x)
    need(
        len(sizes) <= len(shape),
        "{rank:axis|axes} cannot be laid into {given}",
        rank=len(sizes),
        given=len(shape),
    )
    broadcast(sizes, shape)

    def cell(index: Index) -> Reads:
        return Reads((behind(index, sizes),), COPIED)

    return Facts(Tensor(shape, x.dtype), cell=cell)


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


def triangle(x: Tensor, *, k: int = 0) -> Facts:
    """Keeps the numbers on one side of the diagonal of the last two axes, and writes 0 on the
    other; the shape stays as it is."""
    need_rank(x, 2)
    [sizes] = sizes_of(x)
    return Facts(Tensor(sizes, x.dtype))


def diag(x: Tensor, *, k: int = 0) -> Facts:
    """Writes a row of numbers onto the diagonal of a square of zeros, or reads the diagonal of a
    matrix.  With `k`, it is the diagonal {k} places to the right."""
    [sizes] = sizes_of(x)
    need(len(sizes) in (1, 2), "it reads a row or a matrix, and the input has {rank:axis|axes}",
         rank=len(sizes))  # fmt: skip
    if len(sizes) == 2:
        return Facts(Tensor((_diagonal(*sizes, k),), x.dtype))
    side = sizes[0] if isinstance(sizes[0], PerExample) else sizes[0] + abs(k)
    return Facts(Tensor((side, side), x.dtype))


def diagflat(x: Tensor, *, k: int = 0) -> Facts:
    """Writes all numbers in a row onto the diagonal of a square of zeros.  With `k`, it is the
    diagonal {k} places to the right."""
    [sizes] = sizes_of(x)
    row = views.in_a_row(sizes, "")
    side = row if isinstance(row, PerExample) else row + abs(k)
    return Facts(Tensor((side, side), x.dtype))


def _diagonal(rows: Dim, columns: Dim, offset: int) -> Dim:
    """How long the diagonal is that starts `offset` places to the right."""
    if isinstance(rows, PerExample) or isinstance(columns, PerExample):
        return rows if isinstance(rows, PerExample) else columns
    left = columns - offset if offset > 0 else rows + offset
    return maximum(minimum(left, minimum(rows, columns)), 0)


def diagonal(x: Tensor, *, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Facts:
    """Reads the diagonal of the plane of axis {axis1} and axis {axis2}, counting the batch as 0,
    for every place of the other axes; the diagonal becomes the last axis.  With `offset`, it is
    the diagonal {offset} places to the right."""
    need_rank(x, 2)
    [sizes] = sizes_of(x)
    i, j = distinct((axis1, axis2), len(sizes))
    rest = tuple(size for at, size in enumerate(sizes) if at not in (i, j))
    return Facts(Tensor((*rest, _diagonal(sizes[i], sizes[j], offset)), x.dtype))


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
    return _blocks(x, block_size, data_format, deep=False)


def space_to_depth(
    x: Tensor, *, block_size: Dim, data_format: DataFormat = "channels_last"
) -> Facts:
    """Puts the channels of each square of {block_size} by {block_size} places on top of each
    other."""
    return _blocks(x, block_size, data_format, deep=True)


def need_blocks(size: Dim, side: Dim) -> None:
    need(divides(side, size), "{size} cannot be dealt into blocks of {side}", size=size, side=side)


def _blocks(x: Tensor, side: Dim, data_format: DataFormat, deep: bool) -> Facts:
    batch, (height, width), channels = channels_apart(x, 2, data_format)
    if deep:
        for size in (height, width):
            need_blocks(size, side)
        out, depth = (height // side, width // side), channels * side * side
    else:
        need_blocks(channels, side * side)
        out, depth = (height * side, width * side), channels // (side * side)
    return Facts(Tensor(back(batch, out, depth, data_format), x.dtype))


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
    known_sizes: dict[str, Dim] = dict(lengths)
    for group, size in zip(groups, sizes):
        open_ = [name for name in group if name not in known_sizes and not name.isdigit()]
        rest = product(known_sizes.get(name, 1) for name in group)
        need(len(open_) <= 1, "only one size can be left open in ({group})", group=" ".join(group))
        need(divides(rest, size), "{size} cannot be dealt into rows of {rest}",
             size=size, rest=rest)  # fmt: skip
        known_sizes |= dict.fromkeys(open_, size // rest)
    for name in (name for group in wanted for name in group):
        need(
            name in known_sizes or name == "1",
            "'{pattern}' writes an axis that it does not read",
            pattern=pattern,
        )
    out = tuple(product(known_sizes.get(name, 1) for name in group) for group in wanted)
    return Facts(Tensor(out, tensor.dtype))


def _grouped(side: str) -> list[list[str]]:
    """The names of one side of a pattern, those in parentheses together."""
    return [part.strip("()").split() for part in re.findall(r"\w+|\(.*?\)", side)]


def view(x: Tensor, *, dtype: str | None = None) -> Facts:
    """Reads the bytes of the numbers as {dtype}; where those are of another size, the last axis
    becomes so much longer or shorter."""
    [sizes] = sizes_of(x)
    old, new = (_bits(one or "float32") for one in (x.dtype, dtype or x.dtype))
    if old == new:
        return Facts(Tensor(sizes, dtype or x.dtype))
    need_rank(x, 1)
    need(divides(new, sizes[-1] * old), "the bytes do not come to whole numbers of {dtype}",
         dtype=dtype)  # fmt: skip
    return Facts(Tensor((*sizes[:-1], sizes[-1] * old // new), dtype))


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
    *(Rule(name, triangle) for name in ("tril", "triu")),
    Rule("diag", diag),
    Rule("diagflat", diagflat),
    Rule("diagonal", diagonal),
    Rule("trace", trace),
    Rule("depth_to_space", depth_to_space),
    Rule("space_to_depth", space_to_depth),
]
