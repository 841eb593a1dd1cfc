"""What square brackets keep of a tensor: one step of an axis, a range of steps, all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import ceil_div, maximum, minimum, step
from shapeproof.message import say
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.brackets import REST, Span
from shapeproof.rules.arithmetic.broadcasting import broadcast, known
from shapeproof.rules.arithmetic.pointwise import place_by_place
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Tensor, need

Part = int | Span | None
"""What is said of one axis, or None for a new axis that is 1 long."""


def bracketed(x: Tensor, parts: Sequence[Part]) -> Facts:
    """The part of a tensor that these keep, one for each axis and each new one."""
    [sizes] = sizes_of(x)
    left = iter(enumerate(sizes))
    out: list[Dim] = []
    starts: list[tuple[int, int] | int | None] = []
    for part in parts:
        if part is None:
            out.append(1)
            starts.append(None)
            continue
        i, size = next(left)
        if isinstance(part, Span):
            out.append(ranged(size, part, f"output size {len(out)}"))
            starts.append(_start(size, part))
        else:
            need_inside(part, size, i)
            starts.append(part % known_or(size, part))

    def cell(index: Index) -> Reads:
        places, read = iter(index), []
        for start in starts:
            if isinstance(start, int):
                read.append(one(start))
                continue
            place = next(places)
            if start is not None:
                read.append(one(start[0] + place * start[1]))
        return Reads((tuple(read),), MOVED)

    return Facts(Tensor(tuple(out), x.dtype), cell=cell)


def chosen(inputs: tuple[Tensor, ...], dtype: str) -> Facts:
    """At each place one of two numbers, as a condition there says."""
    made = say("one of two numbers, as the condition at its place says")
    return place_by_place(inputs, made, dtype)._replace(elementwise=0)


def spread(key: tuple[object, ...], rank: int, axes: Callable[[object], int]) -> tuple[object, ...]:
    """What is said of each axis, `...` spelled out; `axes` tells of how many a part speaks."""
    need(key.count(REST) <= 1, "'...' can stand for axes only once")
    said = key if REST in key else (*key, REST)
    at = said.index(REST)
    before, behind = said[:at], said[at + 1 :]
    consumed = sum(map(axes, (*before, *behind)))
    need(
        consumed <= rank,
        "there are {rank:axis|axes} to pick from, and {given} are named",
        rank=rank,
        given=consumed,
    )
    return (*before, *[Span()] * max(rank - consumed, 0), *behind)


def along(sizes: Shape, places: Shape, axis: int) -> Shape:
    """The shape of numbers taken by their places along one axis, each at its own place of the
    others."""
    need(
        len(sizes) == len(places),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=(len(sizes), len(places)),
    )
    at = from_front(axis, len(sizes))
    return broadcast((*sizes[:at], places[at], *sizes[at + 1 :]), places)


def need_inside(place: int, size: Dim, axis: int) -> None:
    if not isinstance(size, PerExample):
        need(
            (place + 1 <= size) if place >= 0 else (-place <= size),
            "there is no step {place} on axis {axis}, which is {size} long",
            place=place,
            axis=axis,
            size=size,
        )


def known_or(size: Dim, place: int) -> int:
    return (known(size) if not isinstance(size, PerExample) else None) or abs(place) + 1


def ranged(size: Dim, part: Span, name: str) -> Dim:
    """How many steps of an axis a range keeps."""
    start, stop, by = part.start, part.stop, part.step
    if (start, stop, by) in ((None, None, None), (0, None, None), (None, None, 1)):
        return size
    if isinstance(size, PerExample):
        return size
    by = 1 if by is None else by
    need(by != 0, "a range cannot go on by 0")
    whole = (start is None or isinstance(start, int)) and (stop is None or isinstance(stop, int))
    total = known(size)
    if whole and total is not None:
        ends = slice(start, stop, by).indices(total)
        if len(range(*ends)) == 0:
            return 0
        first, last, by = ends
        if by > 0 and last == total:
            return step(name, ceil_div(size - first, by))
        if by > 0 and isinstance(stop, int) and stop < 0:
            return step(name, ceil_div(size - first - -stop, by))
        return len(range(*ends))
    return _of_unknown(size, start, stop, by, name)


def _of_unknown(size: Dim, start: Dim | None, stop: Dim | None, by: int, name: str) -> Dim:
    """The same where an end or the axis is not known: a range inside it, as a rule."""
    if by < 0:
        need(start is None and stop is None, "nobody knows how far back this range goes")
        return step(name, ceil_div(size, -by))
    begin = _clamped(0 if start is None else start, size)
    end = size if stop is None else _clamped(stop, size)
    return step(name, ceil_div(maximum(end - begin, 0), by))


def _clamped(place: Dim, size: Dim) -> Dim:
    if isinstance(place, int) and place < 0:
        return maximum(size + place, 0)
    return place if isinstance(place, int) and place == 0 else minimum(place, size)


def _start(size: Dim, part: Span) -> tuple[int, int]:
    """Where a range starts and how it goes on, as far as it is known."""
    total = known(size)
    ends = part.start, part.stop, part.step
    numbers = all(end is None or isinstance(end, int) for end in ends)
    if total is None or not numbers or isinstance(size, PerExample):
        return 0, 1
    first, _, by = slice(*ends).indices(total)
    return first, by
