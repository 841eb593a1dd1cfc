"""Boxes in rows and the routes between them: a layered layout, exact and the same every time.

Every box stands below all that it reads.  A route that passes a row has a lane of its own there,
as if it were a box, so none runs through a box.  Within a row, boxes and lanes are ordered by
where their neighbours stand (Sugiyama's barycentres), then placed as near to them as there is
room (pool adjacent violators).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Point = tuple[float, float]
Pull = tuple[float, float]  # a place, and how strongly

GAP = 22.0  # between a box and its neighbour in a row
NARROW = 10.0  # between two lanes
BEND = 26.0  # the height between rows, in which routes go aside
SWEEPS = 4


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


class Cell:
    """A box or a lane in a row; `left` and `right` is the room that it takes beside its middle."""

    __slots__ = ("above", "below", "box", "left", "right", "row", "x")

    def __init__(self, row: int, box: int | None, left: float, right: float) -> None:
        self.row, self.box, self.left, self.right, self.x = row, box, left, right, 0.0
        self.above: list[tuple[Cell, float]] = []  # and how far from its middle the route leaves
        self.below: list[tuple[Cell, float]] = []


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
    _order(grid)
    _settle(grid)
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


def _order(grid: list[list[Cell]]) -> None:
    """Each row in the order of its neighbours, down and up again, as long as fewer routes cross."""
    for row in grid:
        _number(row)
    best, fewest = [list(row) for row in grid], _crossings(grid)
    for sweep in range(2 * SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        for row in grid if down else reversed(grid):
            row.sort(key=lambda cell: _middle(cell, down))
            _number(row)
        if (now := _crossings(grid)) < fewest:
            best, fewest = [list(row) for row in grid], now
    grid[:] = best


def _number(row: list[Cell]) -> None:
    for i, cell in enumerate(row):
        cell.x = float(i)


def _middle(cell: Cell, down: bool) -> float:
    """The mean of where its neighbours are; its own place, where it has none."""
    others = cell.above if down else cell.below
    return sum(other.x for other, _ in others) / len(others) if others else cell.x


def _crossings(grid: list[list[Cell]]) -> int:
    crossings = 0
    for row in grid:
        seen: list[float] = []
        for cell in row:
            ends = sorted(other.x for other, _ in cell.below)
            crossings += sum(len(seen) - bisect_left(seen, end + 0.5) for end in ends)
            for end in ends:
                insort(seen, end)
    return crossings


def _settle(grid: list[list[Cell]]) -> None:
    """Each row where its neighbours want it, as far as the order and the room allow."""
    for row in grid:
        _place(row, [(0.0, 1.0)] * len(row))
    for sweep in range(2 * SWEEPS + 1):
        down = sweep % 2 == 0
        for row in grid if down else reversed(grid):
            _place(row, [_wanted(cell, cell.above if down else cell.below) for cell in row])


def _wanted(cell: Cell, others: list[tuple[Cell, float]]) -> Pull:
    """The place with as much pull from either side, and how much that is."""
    if not others:
        return cell.x, 0.1
    pulls = sorted((other.x + aside, _pull(cell, other)) for other, aside in others)
    return _balanced(pulls), sum(pull for _, pull in pulls)


def _balanced(pulls: list[Pull]) -> float:
    """The place with as much pull from the left as from the right."""
    half, passed = sum(pull for _, pull in pulls) / 2, 0.0
    for i, (x, pull) in enumerate(pulls):
        passed += pull
        if passed >= half:
            return x if passed > half else (x + pulls[i + 1][0]) / 2
    raise AssertionError


def _pull(cell: Cell, other: Cell) -> float:
    """What is long stays straight, then what goes from box to box; lanes go around the rest."""
    if cell.box is None and other.box is None:
        return 8.0
    return 0.5 if cell.box is None or other.box is None else 4.0


def _place(row: list[Cell], wanted: list[Pull]) -> None:
    """The places nearest to those that are wanted, in this order and apart: cells that have no
    room beside each other stand side by side, where they all together are pulled to."""
    offsets: list[float] = []
    at = 0.0
    for i, cell in enumerate(row):
        at += cell.left + (_apart(row[i - 1], cell) if i else 0.0)
        offsets.append(at)
    blocks: list[tuple[float, list[Pull]]] = []
    for offset, (x, pull) in zip(offsets, wanted):
        block = [(x - offset, pull)]
        start = x - offset
        while blocks and blocks[-1][0] > start:
            block = sorted((*blocks.pop()[1], *block))
            start = _balanced(block)
        blocks.append((start, block))
    starts = (start for start, block in blocks for _ in block)
    for cell, offset, start in zip(row, offsets, starts):
        cell.x = start + offset


def _apart(left: Cell, right: Cell) -> float:
    gap = NARROW if left.box is None and right.box is None else GAP
    return left.right + gap


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
