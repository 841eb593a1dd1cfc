"""Which of many candidates are the best: the first in an order, or those that no other betters.

>>> params, macs = np.array([3, 1, 2, 1]), np.array([1, 9, 2, 5])
>>> first([params, macs], 3).tolist()
[3, 1, 2]
>>> undominated([params, macs]).tolist()
[0, 2, 3]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class Key(NamedTuple):
    """A column by its place, and which end of it comes first: 1 the small, -1 the large."""

    column: int
    sign: int = 1

    def of(self, columns: dict[int, Array]) -> Array:
        column = columns[self.column]
        return column if self.sign == 1 else -column


class Ranking(NamedTuple):
    """How candidates compare: by `keys`, one after the other, the first `most` of them.

    With `objectives`, only those of which no other is better in one and no worse in the others.
    Without either, all are kept as they come.
    """

    keys: tuple[Key, ...] = ()
    most: int | None = None
    objectives: tuple[Key, ...] = ()

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns that it looks at."""
        return tuple({key.column: None for key in (*self.keys, *self.objectives)})

    def chosen(self, columns: dict[int, Array], count: int) -> Array:
        """The places of those that are kept, of `count` candidates; in order, where it has one."""
        kept = np.arange(count)
        if self.objectives:
            kept = undominated([key.of(columns) for key in self.objectives])
        if not self.keys:
            return kept
        keys = [key.of(columns) for key in self.keys]
        if self.objectives:
            keys = [key[kept] for key in keys]
        return kept[first(keys, len(kept) if self.most is None else self.most)]


def first(keys: Sequence[Array], most: int) -> Array:
    """The places of the `most` smallest, by the first key, then the next, then as they come."""
    head, *others = keys
    near = np.arange(len(head))
    if 0 < most < len(head):
        limit = np.partition(head, most - 1)[most - 1]
        below, tied = np.flatnonzero(head < limit), np.flatnonzero(head == limit)
        room = most - len(below)
        some = first([key[tied] for key in others], room) if others else np.arange(room)
        near = np.sort(np.concatenate([below, tied[some]]))
    return near[_order([key[near] for key in keys])][:most]


def _order(keys: Sequence[Array]) -> Array:
    order = np.arange(len(keys[0]))
    for key in reversed(keys):
        order = order[np.argsort(key[order], kind="stable")]
    return order


def undominated(keys: Sequence[Array]) -> Array:
    """The places of those that no other betters: none is smaller in one key and larger in none."""
    order = _order(keys)
    rows = np.stack(keys, axis=1)[order]
    kept: list[Array] = []
    while len(rows):  # nothing that is left betters the first
        same = (rows == rows[0]).all(axis=1)
        kept.append(order[same])
        left = ~(rows >= rows[0]).all(axis=1)
        order, rows = order[left], rows[left]
    return np.sort(np.concatenate(kept)) if kept else order
