"""Where boxes and lanes stand in their rows: few routes cross, and most are short and straight.

They are ordered by where their neighbours stand (Sugiyama's barycentres), then placed as near to
them as there is room (pool adjacent violators).
"""

from __future__ import annotations

from bisect import bisect_left, insort

Pull = tuple[float, float]  # a place, and how strongly

GAP = 22.0  # between a box and its neighbour in a row
NARROW = 10.0  # between two lanes
SWEEPS = 4


class Cell:
    """A box or a lane in a row; `left` and `right` is the room that it takes beside its middle."""

    __slots__ = ("above", "below", "box", "left", "right", "row", "x")

    def __init__(self, row: int, box: int | None, left: float, right: float) -> None:
        self.row, self.box, self.left, self.right, self.x = row, box, left, right, 0.0
        self.above: list[tuple[Cell, float]] = []  # and how far from its middle the route leaves
        self.below: list[tuple[Cell, float]] = []


def order(grid: list[list[Cell]]) -> None:
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


def settle(grid: list[list[Cell]]) -> None:
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
