"""A piece of the work: a box of candidates worked out by NumPy, and what is kept of it.

Everything here is plain data and plain functions, so any process can do it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np

from shapeproof.sweeping.arrays import fits, run
from shapeproof.sweeping.ranking import Ranking
from shapeproof.sweeping.sheet import Fixed, Sheet

Array = np.ndarray[Any, Any]
Columns = tuple[Array, ...]
MOST = 262_144
"""The most candidates that are worked out at once: two megabytes for each number of theirs."""


class Piece(NamedTuple):
    """A box of the candidates of one case: the values along each axis."""

    case: int
    sheet: Sheet
    values: tuple[Sequence[int], ...]

    @property
    def points(self) -> int:
        return prod(map(len, self.values))


class Task(NamedTuple):
    """Pieces that are worked out one after the other, and what is to be kept of them."""

    pieces: tuple[Piece, ...]
    ranking: Ranking


class Found(NamedTuple):
    """What came of a piece.

    `dropped` counts the candidates for which each guard was the first to fail.  `columns` are those
    of the candidates that are kept, int64 where they fit and objects where not.
    """

    case: int
    points: int
    dropped: tuple[int, ...]
    met: int
    columns: Columns


def done(task: Task) -> list[Found]:
    """What comes of each piece of a task."""
    return [_found(piece, task.ranking) for piece in task.pieces]


def _found(piece: Piece, ranking: Ranking) -> Found:
    """First only what decides is worked out, then all columns of the candidates that are kept."""
    sheet, grid = piece.sheet, tuple(map(len, piece.values)) or (1,)
    unknowns = [_along(_array(values), axis, grid) for axis, values in enumerate(piece.values)]
    deciding = [sheet.columns[column] for column in ranking.columns]
    lines = [*sheet.guards, sheet.meets, *(one for one in deciding if isinstance(one, int))]
    arrays = [one.array for one in run(sheet.lines, lines, unknowns)]
    holds, dropped = _passing(arrays[: len(sheet.guards)], grid)
    holds &= arrays[len(sheet.guards)]
    met = np.flatnonzero(holds)
    rest = iter(arrays[len(sheet.guards) + 1 :])
    ranked = {
        column: _array([one.value] * len(met))
        if isinstance(one, Fixed)
        else np.broadcast_to(next(rest), grid)[holds]
        for column, one in zip(ranking.columns, deciding)
    }
    kept = met[ranking.chosen(ranked, len(met))]
    columns = _columns(sheet, unknowns, np.unravel_index(kept, grid), len(kept))
    return Found(piece.case, piece.points, dropped, len(met), columns)


def _array(values: Sequence[Any]) -> Array:
    """The values as int64 where they are whole numbers that fit, else as they are."""
    if isinstance(values, range) and values and fits(min(values), max(values)):
        return np.arange(values.start, values.stop, values.step, dtype=np.int64)
    is_whole = all(type(value) is int for value in values)
    if is_whole and fits(min(values, default=0), max(values, default=0)):
        return np.array(values, np.int64)
    array = np.empty(len(values), object)
    array[:] = values
    return array


def _along(values: Array, axis: int, grid: tuple[int, ...]) -> Array:
    """The values along one axis of the grid."""
    return values.reshape([-1 if i == axis else 1 for i in range(len(grid))])


def _passing(guards: Sequence[Array], grid: tuple[int, ...]) -> tuple[Array, tuple[int, ...]]:
    """Where all guards hold, and how many points each is the first to stop."""
    left, count, dropped = np.ones(grid, bool), prod(grid), list[int]()
    for guard in guards:
        remaining = count
        if not guard.all():
            left &= guard
            remaining = int(np.count_nonzero(left))
        dropped.append(count - remaining)
        count = remaining
    return left, tuple(dropped)


def _columns(
    sheet: Sheet, unknowns: Sequence[Array], places: tuple[Array, ...], count: int
) -> Columns:
    """All columns at some points of the grid."""
    if not count:
        return tuple(np.empty(0, np.int64) for _ in sheet.columns)
    values = [unknown.reshape(-1)[place] for unknown, place in zip(unknowns, places)]
    lines = [one for one in sheet.columns if isinstance(one, int)]
    known = iter(run(sheet.lines, lines, values))
    return tuple(
        _array([one.value] * count)
        if isinstance(one, Fixed)
        else np.broadcast_to(next(known).array, count)
        for one in sheet.columns
    )
