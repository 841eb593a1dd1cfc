"""Inputs that stand one behind the other along an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import step, total
from shapeproof.message import Message
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import agreed
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.rule import Index, Reads, Shape, called, need


def end_to_end(
    shapes: Sequence[Shape], axis: int, made: Message
) -> tuple[Shape, Callable[[Index], Reads]]:
    """The shape of what comes out, and which number each of its numbers is.

    Along `axis` sizes add up, under the name `joined`; all others must agree.
    """
    rank = len(shapes[0])
    need(
        all(len(shape) == rank for shape in shapes),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=tuple(map(len, shapes)),
    )
    along = from_front(axis, rank)
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
