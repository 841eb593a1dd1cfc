"""Tensors that stand one behind the other along an axis, and one taken apart along it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import maximum, minimum, step, total
from shapeproof.message import Message
from shapeproof.rules.arithmetic import moving, views
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import agreed, known
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Tensor, called, need

MOST = 10_000
"""The most parts that are told apart."""


def end_to_end(
    shapes: Sequence[Shape], axis: int, made: Message
) -> tuple[Shape, Callable[[Index], Reads]]:
    """The shape of what comes out, and which number each of its numbers is.

    Along `axis` sizes add up, under the name `joined`; all others must agree.
    """
    along = from_front(axis, rank_of(shapes))
    columns = list(zip(*shapes))
    joined = called(step("joined", joined_sizes(columns[along])), "joined")
    out = tuple(
        joined if i == along else agreed(sizes, f"axis {i}") for i, sizes in enumerate(columns)
    )

    def cell(index: Index) -> Reads:
        places, read = list(index), 0
        while places[along] >= (length := int(columns[along][read])):
            places[along] -= length
            read += 1
        copied = tuple(map(one, places))
        return Reads(tuple(copied if i == read else None for i in range(len(shapes))), made)

    return out, cell


def joined_sizes(sizes: Sequence[Dim]) -> Dim:
    """How long an axis gets on which inputs stand one behind the other; a batch stays one."""
    batch = next((size for size in sizes if isinstance(size, PerExample)), None)
    return total(sizes) if batch is None else batch


def rank_of(shapes: Sequence[Shape]) -> int:
    """How many axes all of them have."""
    rank = len(shapes[0])
    need(
        all(len(shape) == rank for shape in shapes),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=tuple(map(len, shapes)),
    )
    return rank


def with_least_axes(inputs: Sequence[Tensor], least: int) -> list[Facts]:
    """The inputs, those with fewer axes than that with axes that are 1 long."""
    return [
        moving.with_least_axes(x._replace(shape=sizes), least)
        for x, sizes in zip(inputs, sizes_of(*inputs))
    ]


def of_moved(moved: Sequence[Facts], then: Callable[..., Facts]) -> Facts:
    """What comes of inputs whose numbers are moved first, each by itself."""
    facts = then(*(each.outputs[0] for each in moved))
    told = facts.cell
    if told is None:
        return facts

    def cell(index: Index) -> Reads:
        found = told(index)
        read = (at and first_of(each, at) for each, at in zip(moved, found.inputs))
        return found._replace(inputs=tuple(read))

    return facts._replace(cell=cell)


def first_of(moved: Facts, places: tuple[range, ...]) -> tuple[range, ...] | None:
    """Where the number at one place stood before."""
    assert moved.cell
    [read] = moved.cell(tuple(at.start for at in places)).inputs
    return read


def side_by_side(inputs: Sequence[Tensor], axis: int, dtype: str | None) -> Facts:
    """Inputs of one shape along a new axis."""
    need(len(inputs) >= 1, "it takes a list of inputs, and has none")
    shapes = sizes_of(*inputs)
    at = from_front(axis, rank_of(shapes) + 1)
    sizes = [agreed(column, f"axis {i}") for i, column in enumerate(zip(*shapes))]

    def cell(index: Index) -> Reads:
        places = tuple(one(place) for i, place in enumerate(index) if i != at)
        return Reads(tuple(places if i == index[at] else None for i in range(len(inputs))), MOVED)

    return Facts(Tensor((*sizes[:at], len(inputs), *sizes[at:]), dtype), cell=cell)


def crossed(inputs: Sequence[Tensor], indexing: str) -> Facts:
    """The numbers of each input along an axis of its own, repeated along the others."""
    need(len(inputs) >= 1, "it takes several inputs, and has none")
    sides: Shape = tuple(views.in_a_row(sizes, "") for sizes in sizes_of(*inputs))
    if indexing == "xy" and len(sides) > 1:
        sides = (sides[1], sides[0], *sides[2:])

    def cell(index: Index) -> Reads:
        at = index[indexing == "xy" and len(sides) > 1]
        own = tuple(map(one, views.place(at, inputs[0].shape)))
        return Reads((own, *[None] * (len(inputs) - 1)), moving.COPIED)

    return Facts(tuple(Tensor(sides, each.dtype) for each in inputs), cell=cell)


def in_parts(x: Tensor, sizes: Shape, along: int, parts: Sequence[Dim]) -> Facts:
    """The input cut along an axis into parts that are so long."""
    return Facts(
        tuple(Tensor((*sizes[:along], part, *sizes[along + 1 :]), x.dtype) for part in parts),
        cell=lambda index: Reads((tuple(map(one, index)),), MOVED),
    )


def need_parts(parts: Dim) -> None:
    need(parts >= 1, "there is at least 1 part, not {parts}", parts=parts)
    need(parts <= MOST, "more than {most} parts are not told apart", most=MOST)


def even_parts(size: Dim, parts: int) -> list[Dim]:
    """As even as whole steps allow: the first ones are 1 longer where some are left over."""
    need_parts(parts)
    if isinstance(size, PerExample):
        return [size] * parts
    return [(size + parts - 1 - i) // parts for i in range(parts)]


def between_places(size: Dim, places: Sequence[int]) -> list[Dim]:
    """The parts of an axis that is cut at these places, counted from the back where negative."""
    if isinstance(size, PerExample):
        return [size] * (len(places) + 1)
    ends = [_within(place, size) for place in places]
    parts = [maximum(end - start, 0) for start, end in zip([0, *ends], ends)]
    return [*parts, size - ends[-1] if ends else size]


def _within(place: int, size: Dim) -> Dim:
    """A place where an axis is cut, from the front and not beyond its ends."""
    if (whole := known(size)) is not None:
        return min(max(place + whole if place < 0 else place, 0), whole)
    return maximum(size + place, 0) if place < 0 else minimum(place, size) if place else 0


def taken_apart(x: Tensor, sizes: Shape, along: int, count: int) -> Facts:
    """Each of `count` steps of an axis as a tensor of its own."""
    need_parts(max(count, 1))
    rest = (*sizes[:along], *sizes[along + 1 :])

    def cell(index: Index) -> Reads:
        places = (*index[:along], 0, *index[along:])
        return Reads((tuple(map(one, places)),), MOVED)

    return Facts((Tensor(rest, x.dtype),) * count, cell=cell)
