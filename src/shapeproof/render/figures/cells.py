"""Tensors as grids of cells, and which of their numbers a few numbers of the output are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shapeproof.render.figures.drawing import ROW, Drawing, Part, Rect, Text, width_of

CELL = 13.0
MOST = 24  # cells along an axis that are all drawn; of more, the first and the last are
FEW = 3  # places that a gap is too short for
STRENGTH = 0.45
MARKS = ("first", "second", "last")


def shown(low: int, high: int, marks: Iterable[range], most: int = MOST) -> list[int | None]:
    """The places from `low` to `high` that are drawn: those that begin and end a mark are; None
    stands for those between that are not."""
    if high - low <= most:
        return [*range(low, high)]
    ends = {end for mark in marks if mark for end in (mark[0], mark[-1])}
    head, tail = low + most // 2, high - most // 4
    places: list[int | None] = []
    last = low - 1
    for place in sorted({*range(low, head), *range(tail, high), *ends}):
        hidden = range(last + 1, place)
        places += [*hidden, place] if len(hidden) <= FEW else [None, place]
        last = place
    return places


class Side(NamedTuple):
    """An axis as it is drawn: its places, and which of them lie in the tensor."""

    places: list[int | None]
    size: int


def side(size: int, marks: Sequence[range], most: int = MOST) -> Side:
    """An axis of this size, with the places outside it that are read too."""
    low = min([0, *(min(mark) for mark in marks if mark)])
    high = max([size, *(max(mark) + 1 for mark in marks if mark)])
    return Side(shown(low, high, marks, most), size)


POINT = Side([0], 1)
"""The axis that a row of cells does not have."""


def lit_cell(x: float, y: float, role: str, is_inside: bool) -> Rect:
    """A cell that is told apart; one outside the tensor is dashed and empty."""
    return Rect(x, y, CELL, CELL, role if is_inside else f"{role}-outside", STRENGTH)


Lit = tuple[range, range, str]
"""Cells that are told apart: their places down and across, and the role."""


def grid(heading: str, told: str, down: Side, across: Side, lit: Sequence[Lit]) -> Drawing:
    """Cells in rows, those outside the tensor dashed, and those that are lit."""
    top = 2 * ROW + 4
    cells = [
        (i * CELL, top + j * CELL, row, place)
        for j, row in enumerate(down.places)
        for i, place in enumerate(across.places)
    ]
    shapes: list[Rect | Text] = [
        Text(0, ROW / 2, heading, "heading", -1),
        Text(0, 1.5 * ROW, told, "label", -1),
    ]
    for x, y, row, place in cells:
        if row is not None and place is not None:
            is_inside = 0 <= row < down.size and 0 <= place < across.size
            shapes.append(Rect(x, y, CELL, CELL, "cell" if is_inside else "outside"))
        elif row is not None or place is not None:
            shapes.append(Text(x + CELL / 2, y + CELL / 2, "·", "label"))
    for rows, places, role in lit:
        shapes += [
            lit_cell(x, y, role, row in range(down.size) and place in range(across.size))
            for x, y, row, place in cells
            if row in rows and place in places
        ]
    wide = max(len(across.places) * CELL, width_of(heading, "heading"), width_of(told, "label"))
    whole = Part(f"{heading} {told}".strip(), tuple(shapes))
    return Drawing(heading, wide, top + len(down.places) * CELL, (whole,))
