"""What square brackets keep of a tensor: one step of an axis, a range of steps, all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import ceil_div, maximum, minimum, step
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.brackets import REST, Span
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast, known
from shapeproof.rules.arithmetic.pointwise import place_by_place
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import MOVED, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Tensor, need

NAMED = say("one of these numbers, whose place the second input tells")
WRITTEN = say("the number itself, or one that is written in its place")
ADDED = say("the number itself, and those that are added to it")
IS_THERE = say("whether it is among the others")
STRETCH = say("in which stretch between the limits it lies")
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


def chosen(inputs: tuple[Tensor, ...], dtype: str, condition: int = 0) -> Facts:
    """At each place one of two numbers, as a condition there says, which is the input of this
    number."""
    made = say("one of two numbers, as the condition at its place says")
    facts = place_by_place(inputs, made, dtype)
    told = facts.cell
    others = tuple(i for i in range(len(inputs)) if i != condition)
    assert told
    return facts._replace(elementwise=0, cell=lambda index: told(index)._replace(chosen=others))


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


def named(read: tuple[range, ...], places: tuple[range, ...], made: Message = NAMED) -> Reads:
    """One of these numbers of the first input, whose place the second input tells."""
    return Reads((read, places), made, chosen=(0,))


def steps(x: Tensor, sizes: Shape, places: Shape, axis: int) -> Facts:
    """The steps of an axis whose numbers the second input has; its axes come in the place of that
    axis."""

    def cell(index: Index) -> Reads:
        behind_them = axis + len(places)
        before, at, after = index[:axis], index[axis:behind_them], index[behind_them:]
        read = (*map(one, before), *whole(sizes[axis : axis + 1]), *map(one, after))
        return named(read, tuple(map(one, at)))

    return Facts(Tensor((*sizes[:axis], *places, *sizes[axis + 1 :]), x.dtype), cell=cell)


def of_all(x: Tensor, sizes: Shape, places: Shape) -> Facts:
    """Single numbers by their places in a row of all."""

    def cell(index: Index) -> Reads:
        return named(whole(sizes), tuple(map(one, index)))

    return Facts(Tensor(places, x.dtype), cell=cell)


def one_by_one(x: Tensor, sizes: Shape, places: Shape, axis: int, out: Shape) -> Facts:
    """Numbers taken by their places along one axis, each at its own place of the others."""

    def cell(index: Index) -> Reads:
        read = along_all(behind(index, sizes), axis, sizes)
        return named(read, behind(index, places))

    return Facts(Tensor(out, x.dtype), cell=cell)


def scattered(inputs: tuple[Tensor, Tensor, Tensor], axis: int, work: Dim, is_added: bool) -> Facts:
    """The first input with numbers of the last in it, at the places along one axis that the second
    has, each at its own place of the others."""
    x, places, source = inputs
    sizes = x.read("...")

    def cell(index: Index) -> Reads:
        own, at = tuple(map(one, index)), enumerate(zip(index, places.shape))
        if not all(place < int(size) for i, (place, size) in at if i != axis):
            return Reads((own, None, None), MOVED)
        over = along_all(own, axis, places.shape)
        return written(own, over, over if source.shape else (), is_added)

    return Facts(Tensor(sizes, x.dtype), elementwise=work, cell=cell)


def with_steps(
    inputs: tuple[Tensor, Tensor, Tensor], axis: int, work: Dim, is_added: bool
) -> Facts:
    """The first input with the last in those steps of an axis whose numbers the second has."""
    x, places, source = inputs
    sizes = x.read("...")

    def cell(index: Index) -> Reads:
        own = tuple(map(one, index))
        given = along_all(own, axis, source.shape) if source.shape else ()
        return written(own, whole(places.shape), given, is_added)

    return Facts(Tensor(sizes, x.dtype), elementwise=work, cell=cell)


def along_all(own: tuple[range, ...], axis: int, sizes: Shape) -> tuple[range, ...]:
    """All along one axis, at the own place of the others; everything of other axes."""
    if len(own) != len(sizes):
        return whole(sizes)
    return (*own[:axis], *whole(sizes[axis : axis + 1]), *own[axis + 1 :])


def written(
    own: tuple[range, ...], places: tuple[range, ...], given: tuple[range, ...], is_added: bool
) -> Reads:
    """A number of the first input, and those of the last that the second puts in its place."""
    if is_added:
        return Reads((own, places, given), ADDED, chosen=(2,))
    return Reads((own, places, given), WRITTEN, chosen=(0, 2))


def place_in(parts: Sequence[Part], sizes: Shape, index: Index) -> Index | None:
    """Where in the part that these keep the number at `index` stands; None where it is left."""
    left = iter(zip(index, sizes))
    at: list[int] = []
    for part in parts:
        if part is None:
            at.append(0)
            continue
        place, size = next(left)
        if isinstance(part, Span):
            kept = range(int(size))[slice(part.start, part.stop, part.step)]
            if place not in kept:
                return None
            at.append(kept.index(place))
        elif place != part % int(size):
            return None
    return (*at, *(place for place, _ in left))


def with_part(x: Tensor, parts: Sequence[Part], source: Tensor) -> Facts:
    """The first input with the numbers of the second in the part that these keep."""
    sizes = x.read("...")

    def cell(index: Index) -> Reads:
        at = place_in(parts, sizes, index)
        if at is None:
            return Reads((tuple(map(one, index)), None), MOVED)
        ones = (0,) * max(len(source.shape) - len(at), 0)
        return Reads((None, behind((*ones, *at), source.shape)), MOVED)

    return Facts(Tensor(sizes, x.dtype), cell=cell)


def among(facts: Facts, others: Shape, made: Message) -> Facts:
    """Each number of the first input beside all of the second."""

    def cell(index: Index) -> Reads:
        return Reads((tuple(map(one, index)), whole(others)), made)

    return facts._replace(cell=cell)


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
