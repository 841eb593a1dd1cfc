"""Numbers moved, repeated and dropped: another shape, and which number stands where in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import divides, equal, maximum, minimum, product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import views
from shapeproof.rules.arithmetic.axes import Axes, from_front
from shapeproof.rules.arithmetic.broadcasting import behind
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED, at_its_place, distinct, need_rank, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Tensor, called, need

COPIED = say("a copy of one number")


def copied(x: Tensor, dtype: str | None) -> Facts:
    """Every number as it is, as this dtype."""
    return Facts(Tensor(x.read("..."), dtype), cell=at_its_place(say("the number itself")))


def relaid(x: Tensor, target: Shape) -> Facts:
    """All numbers laid out again in their order, where a -1 takes what the other sizes leave."""
    [sizes] = sizes_of(x)
    out = laid_out(sizes, target)

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


def flattened(x: Tensor, first: int, last: int) -> Facts:
    """The axes from `first` to `last`, counted from the front, laid end to end."""
    [sizes] = sizes_of(x)
    inner = sizes[first : last + 1]

    def cell(index: Index) -> Reads:
        places = (*index[:first], *views.place(index[first], inner), *index[first + 1 :])
        return Reads((tuple(map(one, places)),), MOVED)

    row = views.in_a_row(inner)
    return Facts(Tensor((*sizes[:first], row, *sizes[last + 1 :]), x.dtype), cell=cell)


def unflattened(x: Tensor, axis: int, target: Shape) -> Facts:
    """One axis, counted from the front, taken apart into several."""
    [sizes] = sizes_of(x)
    inner = laid_out((sizes[axis],), target)
    behind_inner = axis + len(inner)

    def cell(index: Index) -> Reads:
        at = views.position(index[axis:behind_inner], inner)
        return Reads((tuple(map(one, (*index[:axis], at, *index[behind_inner:]))),), MOVED)

    return Facts(Tensor((*sizes[:axis], *inner, *sizes[axis + 1 :]), x.dtype), cell=cell)


def in_a_row(x: Tensor) -> Facts:
    """All numbers in a row, those of the last axis side by side."""
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


def swapped(x: Tensor, i: int, j: int) -> Facts:
    """Two axes, counted from the front, in each other's place."""
    order = list(range(len(x.shape)))
    order[i], order[j] = j, i
    return reordered(x, order)


def turned(x: Tensor, axes: Axes, quarters: int) -> Facts:
    """The plane of two axes, turned by so many quarters."""
    need_rank(x, 2)
    plane = distinct(axes, len(x.shape))
    need(len(plane) == 2, "a plane has two axes, not {n}", n=len(plane))
    turns = quarters % 4
    turned_over = {1: plane[:1], 2: plane, 3: plane[1:]}.get(turns, ())
    facts = swapped(x, *plane) if turns % 2 else copied(x, x.dtype)
    [out] = facts.outputs
    over, told = flipped(out, turned_over).cell, facts.cell
    assert over
    assert told

    def cell(index: Index) -> Reads:
        [places] = over(index).inputs
        assert places
        return told(tuple(at.start for at in places))._replace(made=MOVED)

    return facts._replace(cell=cell)


def rolled(x: Tensor, shifts: Sequence[int], axes: Sequence[int]) -> Facts:
    """The numbers moved on by so many places along each axis, those that leave at the end coming in
    at the start; without axes, along a row of all."""
    [sizes] = sizes_of(x)

    def cell(index: Index) -> Reads:
        places = list(index)
        if not axes:
            count = int(product(sizes))
            places = [*views.place((views.position(index, sizes) - shifts[0]) % count, sizes)]
        for shift, axis in zip(shifts, axes):
            places[axis] = (places[axis] - shift) % int(sizes[axis])
        return Reads((tuple(map(one, places)),), MOVED)

    return Facts(Tensor(sizes, x.dtype), cell=cell)


ZERO = say("a zero, which reads nothing")


def triangle(x: Tensor, offset: int, upper: bool) -> Facts:
    """The numbers on one side of the diagonal of the last two axes, and zeros on the other."""
    need_rank(x, 2)
    [sizes] = sizes_of(x)

    def cell(index: Index) -> Reads:
        beside = index[-1] - index[-2] - offset
        is_kept = beside >= 0 if upper else beside <= 0
        read = tuple(map(one, index)) if is_kept else None
        return Reads((read,), say("the number itself") if is_kept else ZERO)

    return Facts(Tensor(sizes, x.dtype), cell=cell)


def moved(x: Tensor, source: Axes, destination: Axes) -> Facts:
    """Axes moved to other places, and the others closed up around them."""
    rank = len(x.shape)
    taken, put = distinct(source, rank), distinct(destination, rank)
    need(len(taken) == len(put), "as many places are named as axes are moved")
    order = [axis for axis in range(rank) if axis not in taken]
    for at, axis in sorted(zip(put, taken)):
        order.insert(at, axis)
    return reordered(x, order)


def with_axes(x: Tensor, axis: Axes) -> Facts:
    """New axes that are 1 long; they are counted among those of the output."""
    [sizes] = sizes_of(x)
    count = 1 if isinstance(axis, int) else len(axis)
    rank = len(sizes) + count
    new = set(distinct(axis, rank))
    left = iter(sizes)
    out = tuple(1 if i in new else next(left) for i in range(rank))

    def cell(index: Index) -> Reads:
        return Reads((tuple(one(at) for i, at in enumerate(index) if i not in new),), MOVED)

    return Facts(Tensor(out, x.dtype), cell=cell)


def with_least_axes(x: Tensor, least: int) -> Facts:
    """So many axes at least, up to three: a row becomes one of a matrix, that one layer deep."""
    rank = len(x.shape)
    if rank >= least:
        return copied(x, x.dtype)
    before = {1: (0,), 2: ()}.get(rank, (0,))
    missing = least - rank - len(before)
    return with_axes(x, (*before, *range(least - missing, least)))


def without_axes(x: Tensor, gone: Collection[int]) -> Facts:
    """The input without these axes, all of which are 1 long."""
    [sizes] = sizes_of(x)
    out = tuple(size for i, size in enumerate(sizes) if i not in gone)

    def cell(index: Index) -> Reads:
        left = iter(index)
        places = (one(0) if i in gone else one(next(left)) for i in range(len(sizes)))
        return Reads((tuple(places),), MOVED)

    return Facts(Tensor(out, x.dtype), cell=cell)


def flipped(x: Tensor, turned: Collection[int]) -> Facts:
    """The numbers in the opposite order along these axes."""
    [sizes] = sizes_of(x)

    def cell(index: Index) -> Reads:
        places = (one(int(sizes[i]) - 1 - at if i in turned else at) for i, at in enumerate(index))
        return Reads((tuple(places),), MOVED)

    return Facts(Tensor(sizes, x.dtype), cell=cell)


def each_repeated(x: Tensor, times: Dim, axis: int | None) -> Facts:
    """Every step of an axis so many times, one copy behind the other; without an axis, every
    number of a row of all."""
    [given] = sizes_of(x)
    sizes = (views.in_a_row(given, ""),) if axis is None else given
    along = from_front(axis or 0, len(sizes))
    long = step("repeated", sizes[along] * times)

    def cell(index: Index) -> Reads:
        read = tuple(at // int(times) if i == along else at for i, at in enumerate(index))
        places = views.place(read[0], given) if axis is None else read
        return Reads((tuple(map(one, places)),), COPIED)

    return Facts(Tensor((*sizes[:along], long, *sizes[along + 1 :]), x.dtype), cell=cell)


def tiled(x: Tensor, times: Shape) -> Facts:
    """Copies of the whole tensor side by side, so many along each of the last axes."""
    [sizes] = sizes_of(x)
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


def stretched(x: Tensor, shape: Shape) -> Facts:
    """The numbers again and again, so that they fill this shape."""
    [sizes] = sizes_of(x)
    need(
        len(sizes) <= len(shape),
        "{rank:axis|axes} cannot be laid into {given}",
        rank=len(sizes),
        given=len(shape),
    )
    for size, wanted in zip(sizes, shape[len(shape) - len(sizes) :]):
        if not isinstance(size, PerExample) and not isinstance(wanted, PerExample):
            need(
                equal((size - wanted) * (size - 1), 0),
                "an axis of {size} cannot be stretched to {wanted}; only one of 1 can",
                size=size,
                wanted=wanted,
            )

    def cell(index: Index) -> Reads:
        return Reads((behind(index, sizes),), COPIED)

    return Facts(Tensor(shape, x.dtype), cell=cell)


def diagonal(x: Tensor, offset: int, axis1: int, axis2: int) -> Facts:
    """The diagonal of the plane of two axes, as the last axis."""
    need_rank(x, 2)
    [sizes] = sizes_of(x)
    i, j = distinct((axis1, axis2), len(sizes))
    rest = tuple(size for at, size in enumerate(sizes) if at not in (i, j))

    def cell(index: Index) -> Reads:
        *others, at = index
        left = iter(others)
        put = {i: at + max(-offset, 0), j: at + max(offset, 0)}
        places = (put[axis] if axis in put else next(left) for axis in range(len(sizes)))
        return Reads((tuple(map(one, places)),), MOVED)

    out = (*rest, diagonal_length(sizes[i], sizes[j], offset))
    return Facts(Tensor(out, x.dtype), cell=cell)


def diagonal_length(rows: Dim, columns: Dim, offset: int) -> Dim:
    """How long the diagonal is that starts `offset` places to the right."""
    if isinstance(rows, PerExample) or isinstance(columns, PerExample):
        return rows if isinstance(rows, PerExample) else columns
    left = columns - offset if offset > 0 else rows + offset
    return maximum(minimum(left, minimum(rows, columns)), 0)


def row_or_diagonal(x: Tensor, offset: int) -> Facts:
    """A row written onto the diagonal of a square of zeros, or the diagonal of a matrix read."""
    [sizes] = sizes_of(x)
    need(len(sizes) in (1, 2), "it reads a row or a matrix, and the input has {rank:axis|axes}",
         rank=len(sizes))  # fmt: skip
    return diagonal(x, offset, 0, 1) if len(sizes) == 2 else on_a_diagonal(x, offset)


def on_a_diagonal(x: Tensor, offset: int) -> Facts:
    """All numbers in a row on the diagonal of a square of zeros."""
    [sizes] = sizes_of(x)
    row = sizes[0] if len(sizes) == 1 else views.in_a_row(sizes, "")
    side = row if isinstance(row, PerExample) else row + abs(offset)

    def cell(index: Index) -> Reads:
        row, column = index
        if column - row != offset:
            return Reads((None,), ZERO)
        return Reads((tuple(map(one, views.place(min(index), sizes))),), MOVED)

    return Facts(Tensor((side, side), x.dtype), cell=cell)


def recast(x: Tensor, dtype: str | None, old: int, new: int) -> Facts:
    """The bytes of the numbers read as another dtype, of `new` bits instead of `old`."""
    [sizes] = sizes_of(x)
    made = say("the bytes of what it reads")
    if old == new:
        return Facts(Tensor(sizes, dtype or x.dtype), cell=at_its_place(made))
    need_rank(x, 1)
    need(divides(new, sizes[-1] * old), "the bytes do not come to whole numbers of {dtype}",
         dtype=dtype)  # fmt: skip

    def cell(index: Index) -> Reads:
        *outer, at = index
        read = range(at * new // old, -(-(at + 1) * new // old))
        return Reads(((*map(one, outer), read),), made)

    return Facts(Tensor((*sizes[:-1], sizes[-1] * old // new), dtype), cell=cell)


def need_ones(sizes: Shape, axes: Collection[int]) -> None:
    """Axes that are dropped are 1 long."""
    for i in axes:
        size = sizes[i]
        need(
            False if isinstance(size, PerExample) else equal(size, 1),
            "axis {axis} is {size} long, and only one of 1 can be dropped",
            axis=i,
            size=size,
        )
