"""Boxes in rows and the routes between them: a layered layout, exact and the same every time.

Every box stands below all that it reads.  A route that passes a row has a lane of its own there,
as if it were a box, so none runs through a box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shapeproof.render.figures.placing import GAP, Cell, order, settle

Point = tuple[float, float]

BEND = 26.0  # the height between rows, in which routes go aside


class Slot(NamedTuple):
    """A box: its size, and the width of what is written beside each route that leaves it."""

    width: float
    height: float
    labels: tuple[float, ...] = ()


class Link(NamedTuple):
    """From an output of one box to another, which stands later in the list of boxes."""

    source: int
    output: int
    target: int


class Placed(NamedTuple):
    """The top left corner of each box, the points of each route, and the size of it all.

    Between points one below the other a route is straight; between others it bends within the
    height that lies between two rows.
    """

    corners: list[Point]
    routes: list[list[Point]]
    width: float
    height: float


def port(slot: Slot, output: int) -> float:
    """Where a route leaves a box, from its middle; several outputs stand side by side."""
    if len(slot.labels) < 2:
        return 0.0
    rooms = [label + 2 * GAP for label in slot.labels]
    return sum(rooms[:output]) - sum(rooms) / 2 + GAP / 2


def placed(slots: Sequence[Slot], links: Sequence[Link], label_height: float) -> Placed:
    """The boxes and routes; `label_height` is the room for what is written below a box."""
    rows = _rows(len(slots), links)
    cells = [Cell(row, i, *_room(slot)) for i, (slot, row) in enumerate(zip(slots, rows))]
    lanes = _lanes(slots, links, cells)
    grid: list[list[Cell]] = [[] for _ in range(max(rows, default=-1) + 1)]
    for cell in (*cells, *(cell for lane in lanes.values() for cell in lane)):
        grid[cell.row].append(cell)
    order(grid)
    settle(grid)
    start = min((cell.x - cell.left for row in grid for cell in row), default=0.0)
    for cell in (cell for row in grid for cell in row):
        cell.x = round(cell.x - start, 2)
    tops, feet, height = _heights(grid, slots, label_height)
    corners = [(cell.x - slot.width / 2, tops[cell.row]) for cell, slot in zip(cells, slots)]
    routes = [
        [*dict.fromkeys(_route(link, slots, cells, lanes[link.source, link.output], tops, feet))]
        for link in links
    ]
    width = max((cell.x + cell.right for row in grid for cell in row), default=0.0)
    return Placed(corners, routes, width, height)


def _room(slot: Slot) -> tuple[float, float]:
    """How far a box reaches to the left and to the right of its middle, what is written with it."""
    if len(slot.labels) < 2:
        return slot.width / 2, max(slot.width / 2, sum(slot.labels) + GAP / 2)
    wide = max(slot.width, sum(label + 2 * GAP for label in slot.labels)) / 2
    return wide, wide


def _rows(count: int, links: Iterable[Link]) -> list[int]:
    """The row of each box: below all that it reads; what reads nothing, just above its readers."""
    rows, readers, reads = [0] * count, [count] * count, [False] * count
    for link in sorted(links, key=lambda link: link.target):
        rows[link.target] = max(rows[link.target], rows[link.source] + 1)
        reads[link.target] = True
    for link in links:
        readers[link.source] = min(readers[link.source], rows[link.target])
    return [
        row if read or reader == count else max(reader - 1, 0)
        for row, read, reader in zip(rows, reads, readers)
    ]


def _lanes(
    slots: Sequence[Slot], links: Iterable[Link], cells: list[Cell]
) -> dict[tuple[int, int], list[Cell]]:
    """A lane for each output, down to the last row that reads it: routes of one tensor share it."""
    last: dict[tuple[int, int], int] = {}
    for link in links:
        key = link.source, link.output
        last[key] = max(last.get(key, 0), cells[link.target].row)
    lanes: dict[tuple[int, int], list[Cell]] = {}
    for (source, output), end in last.items():
        above, aside = cells[source], port(slots[source], output)
        lanes[source, output] = []
        for row in range(above.row + 1, end):
            lane = Cell(row, None, 0, 0)
            _join(above, lane, aside)
            lanes[source, output].append(lane)
            above, aside = lane, 0.0
    for source, output, target in links:
        reader, above, aside = cells[target], cells[source], port(slots[source], output)
        if passed := lanes[source, output][: reader.row - above.row - 1]:
            above, aside = passed[-1], 0.0
        _join(above, reader, aside)
    return lanes


def _join(above: Cell, below: Cell, aside: float) -> None:
    above.below.append((below, -aside))
    below.above.append((above, aside))


def _heights(
    grid: list[list[Cell]], slots: Sequence[Slot], label_height: float
) -> tuple[list[float], list[float], float]:
    """Where each row begins, where routes may bend below it, and where the last one ends."""
    tops: list[float] = []
    feet: list[float] = []
    top = 0.0
    for row in grid:
        boxes = [slots[cell.box] for cell in row if cell.box is not None]
        bottom = top + max((slot.height for slot in boxes), default=0.0)
        is_told = any(any(slot.labels) for slot in boxes)
        tops.append(top)
        feet.append(bottom + (label_height if is_told else 0.0))
        top = feet[-1] + BEND
    return tops, feet, feet[-1] if feet else 0.0


def _route(
    link: Link,
    slots: Sequence[Slot],
    cells: list[Cell],
    lane: list[Cell],
    tops: list[float],
    feet: list[float],
) -> Iterator[Point]:
    """The points of a route: down beside its label, down each lane, to the top of its target."""
    source, target = cells[link.source], cells[link.target]
    x = round(source.x + port(slots[link.source], link.output), 2)
    yield x, tops[source.row] + slots[link.source].height
    passed = lane[: target.row - source.row - 1]
    for above, cell in enumerate((*passed, target), source.row):
        if cell.x != x:
            yield x, feet[above]
            yield cell.x, tops[above + 1]
            x = cell.x
    yield x, tops[target.row]
