"""Operations that put tensors together, and take them apart."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import divides, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import dtypes, views
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import agreed, known
from shapeproof.rules.arithmetic.joining import end_to_end
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED, need_rank, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, ShapeError, Tensor, need


def concatenate(*xs: Tensor, axis: int = 0) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis {axis}, counting the batch as 0,
    where their sizes add up to {joined}; all their other sizes must agree."""
    need(len(xs) >= 1, "it takes a list of inputs, and has none")
    out, cell = end_to_end(sizes_of(*xs), axis, MOVED)
    return Facts(Tensor(out, dtypes.promoted(*(x.dtype for x in xs))), cell=cell)


def stacked_along(*xs: Tensor, along: int) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis {along}, counting the batch as 0,
    where their sizes add up to {joined}; all their other sizes must agree."""
    for x in xs:
        need_rank(x, along + 1)
    return concatenate(*xs, axis=along)


def dstack(*xs: Tensor) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis 2, counting the batch as 0; one
    with fewer axes gets axes that are 1 long.  All their other sizes must agree."""
    return concatenate(*map(_deep, xs), axis=2)


def _deep(x: Tensor) -> Tensor:
    match x.shape:
        case ():
            return x._replace(shape=(1, 1, 1))
        case (size,):
            return x._replace(shape=(1, size, 1))
        case (rows, columns):
            return x._replace(shape=(rows, columns, 1))
        case _:
            return x


def append(x1: Tensor, x2: Tensor, *, axis: int | None = None) -> Facts:
    """Puts the second input behind the first.  Unless `axis` names one, all numbers of each are
    laid in a row first.  With `axis`, that is done along axis {axis}, counting the batch as 0."""
    if axis is not None:
        return concatenate(x1, x2, axis=axis)
    rows = [
        Tensor((views.in_a_row(sizes, ""),), x.dtype)
        for sizes, x in zip(sizes_of(x1, x2), (x1, x2))
    ]
    return concatenate(*rows)._replace(cell=None)


def stack(*x: Tensor, axis: int = 0) -> Facts:
    """Lays the {inputs} inputs, all of one shape, side by side along a new axis {axis}, counting
    the batch as 0."""
    need(len(x) >= 1, "it takes a list of inputs, and has none")
    shapes = sizes_of(*x)
    rank = len(shapes[0])
    need(
        all(len(shape) == rank for shape in shapes),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=tuple(map(len, shapes)),
    )
    at = from_front(axis, rank + 1)
    sizes = [agreed(column, f"axis {i}") for i, column in enumerate(zip(*shapes))]

    def cell(index: Index) -> Reads:
        places = tuple(one(place) for i, place in enumerate(index) if i != at)
        return Reads(tuple(places if i == index[at] else None for i in range(len(x))), MOVED)

    out = (*sizes[:at], len(x), *sizes[at:])
    return Facts(Tensor(out, dtypes.promoted(*(each.dtype for each in x))), cell=cell)


MOST = 10_000
"""The most parts that are told apart."""


def need_parts(parts: Dim) -> None:
    need(parts >= 1, "there is at least 1 part, not {parts}", parts=parts)
    need(parts <= MOST, "more than {most} parts are not told apart", most=MOST)


def split(x: Tensor, *, indices_or_sections: tuple[int, ...] | int, axis: int = 0) -> Facts:
    """Cuts the input into parts along axis {axis}, counting the batch as 0: as many as
    `indices_or_sections` says ({indices_or_sections}), all of one size, or at the places that it
    names."""
    [sizes] = sizes_of(x)
    along = from_front(axis, len(sizes))
    return Facts(
        tuple(
            Tensor((*sizes[:along], part, *sizes[along + 1 :]), x.dtype)
            for part in _parts(sizes[along], indices_or_sections)
        ),
        cell=_first_part,
    )


def _first_part(index: Index) -> Reads:
    return Reads((tuple(map(one, index)),), MOVED)


def _parts(size: Dim, cut: tuple[int, ...] | int) -> tuple[Dim, ...]:
    if not isinstance(cut, tuple):
        need_parts(cut)
        if isinstance(size, PerExample):
            return (size,) * cut
        need(
            divides(cut, size),
            "{size} cannot be cut into {parts:part|parts} of one size",
            size=size,
            parts=cut,
        )
        return (step("part", size // cut),) * cut
    if isinstance(size, PerExample):
        return (size,) * (len(cut) + 1)
    total = known(size)
    ends = [_within(place, total) for place in cut]
    sizes: list[Dim] = [end - start for start, end in zip([0, *ends], ends)]
    last = ends[-1] if ends else 0
    return (*(max(int(one), 0) for one in sizes), size - last if total != last else 0)


def _within(place: int, total: int | None) -> int:
    """A place where an axis is cut, from the front and not beyond its end."""
    if total is None:
        return place
    return min(place + total if place < 0 else place, total)


def cut_along(x: Tensor, *, indices_or_sections: tuple[int, ...] | int, along: int) -> Facts:
    """Cuts the input into parts along axis {along}, counting the batch as 0: as many as
    `indices_or_sections` says ({indices_or_sections}), all of one size, or at the places that it
    names."""
    rank = len(x.shape)
    need_rank(x, 1 if along == 1 else along + 1 if along else 2)
    return split(x, indices_or_sections=indices_or_sections, axis=min(along, rank - 1))


def array_split(x: Tensor, *, indices_or_sections: int, axis: int = 0) -> Facts:
    """Cuts the input into {indices_or_sections} parts along axis {axis}, counting the batch as 0,
    as even as whole steps allow: the first ones are 1 longer where some are left over."""
    [sizes] = sizes_of(x)
    along, parts = from_front(axis, len(sizes)), indices_or_sections
    need_parts(parts)
    size = sizes[along]
    long = [
        size if isinstance(size, PerExample) else (size + parts - 1 - i) // parts
        for i in range(parts)
    ]
    return Facts(
        tuple(Tensor((*sizes[:along], part, *sizes[along + 1 :]), x.dtype) for part in long),
        cell=_first_part,
    )


def unstack(x: Tensor, *, num: int | None = None, axis: int = 0) -> Facts:
    """Takes the input apart along axis {axis}, counting the batch as 0: each step of it becomes a
    tensor of its own."""
    [sizes] = sizes_of(x)
    along = from_front(axis, len(sizes))
    size = sizes[along]
    count = num if num is not None else None if isinstance(size, PerExample) else known(size)
    if count is None:
        raise ShapeError(say("nobody knows how long axis {axis} is; say it: num=…", axis=along))
    need_parts(max(count, 1))
    rest = (*sizes[:along], *sizes[along + 1 :])

    def cell(index: Index) -> Reads:
        places = (*index[:along], 0, *index[along:])
        return Reads((tuple(map(one, places)),), MOVED)

    return Facts((Tensor(rest, x.dtype),) * count, cell=cell)


def meshgrid(*x: Tensor, indexing: str = "xy") -> Facts:
    """Lays the numbers of each of the {inputs} inputs along an axis of its own, and repeats them
    along the others: one tensor for each input."""
    need(len(x) >= 1, "it takes several inputs, and has none")
    sides: Shape = tuple(views.in_a_row(sizes, "") for sizes in sizes_of(*x))
    if indexing == "xy" and len(sides) > 1:
        sides = (sides[1], sides[0], *sides[2:])
    return Facts(tuple(Tensor(sides, each.dtype) for each in x))


RULES = [
    Rule("concatenate", concatenate),
    Rule("vstack", stacked_along, {"along": 0}),
    Rule("hstack", stacked_along, {"along": 1}),
    Rule("dstack", dstack),
    Rule("append", append),
    Rule("stack", stack),
    Rule("split", split),
    Rule("vsplit", cut_along, {"along": 0}),
    Rule("hsplit", cut_along, {"along": 1}),
    Rule("dsplit", cut_along, {"along": 2}),
    Rule("array_split", array_split),
    Rule("unstack", unstack),
    Rule("meshgrid", meshgrid),
]
