"""A sweep planned and done: how many candidates there are, why others cannot be, the best ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from shapeproof.algebra.logic import ALWAYS
from shapeproof.conditions import parsed
from shapeproof.message import Message, say
from shapeproof.subject import Subject
from shapeproof.sweeping.cases import Case, cases
from shapeproof.sweeping.gathering import Stop, gathered, tasks
from shapeproof.sweeping.grid import Axis, VaryError
from shapeproof.sweeping.ranking import Key, Ranking
from shapeproof.sweeping.sheet import Question
from shapeproof.sweeping.work import Columns, Found

if TYPE_CHECKING:
    from shapeproof.sweeping.tables import Put

TOP = 20
ROWS = 100_000
"""How many candidates are kept before the best of them are chosen."""
Progress = Callable[[int, int], None]
"""Told how many candidates are done, of how many."""


def never() -> bool:
    return False


class Order(NamedTuple):
    """A name, and whether its large numbers come first."""

    name: str
    sign: int

    @classmethod
    def parse(cls, text: str) -> Order:
        """`params`, or `-params` for the largest first."""
        name = text.strip()
        return cls(name.removeprefix("-").strip(), -1 if name.startswith("-") else 1)


class Plan(NamedTuple):
    """What is swept: the axes, the readings, the names of all columns, and which are the best."""

    axes: tuple[Axis, ...]
    cases: tuple[Case, ...]
    names: tuple[str, ...]
    ranking: Ranking
    top: int | None
    where: str

    @property
    def points(self) -> int:
        return prod(len(axis.values) for axis in self.axes)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the numbers that candidates are ranked by."""
        return tuple(self.names[column] for column in self.ranking.columns)


def planned(
    subject: Subject,
    axes: Sequence[Axis],
    where: str = "",
    sort: Sequence[str] = (),
    pareto: Sequence[str] = (),
    top: int | None = TOP,
    stop: Stop = never,
) -> Plan:
    """The readings of a sweep; fewer, where somebody wants no more.

    Raises `ShapeproofError` for a key, a condition or a name that cannot be understood.
    """
    if top is not None and top < 0:
        raise VaryError(say("{n} candidates cannot be shown; 0 or more can", n=top))
    objectives = tuple(map(Order.parse, pareto))
    orders = tuple(map(Order.parse, sort)) or objectives or (Order("params", 1),)
    needed = tuple(dict.fromkeys(order.name for order in (*orders, *objectives)))
    question = Question(parsed(where) if where else ALWAYS, needed)
    found: list[Case] = []
    for case in cases(subject, axes, question):
        found.append(case)
        if stop():
            break
    missing = [case.written.missing for case in found if len(case.written.names) > len(axes)]
    if missing and all(missing) and missing[0] is not None:
        raise missing[0]
    names = tuple(dict.fromkeys(name for case in found for name in case.written.names))
    names += tuple(name for name in needed if name not in names)
    most = None if objectives else top  # what is cut off may better what is not
    ranking = Ranking(_keys(orders, names), most, _keys(objectives, names))
    return Plan(tuple(axes), tuple(found), names, ranking, top, where)


def _keys(orders: Sequence[Order], names: Sequence[str]) -> tuple[Key, ...]:
    return tuple(Key(names.index(order.name), order.sign) for order in orders)


class Dropped(NamedTuple):
    """Candidates that cannot be: how many, the first layer that refuses them, and why."""

    layer: str
    reason: Message
    number: int


class Counts:
    """Candidates counted as they are found."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.done = self.met = 0
        self._cases = cases
        self._dropped: dict[tuple[str, str], Dropped] = {}

    def add(self, found: Found) -> None:
        self.done += found.points
        self.met += found.met
        for reason, count in zip(self._cases[found.case].written.reasons, found.dropped):
            if count:
                key = (reason.layer, reason.message.template)
                known = self._dropped.get(key, Dropped(*reason, 0))
                self._dropped[key] = known._replace(number=known.number + count)

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """The most frequent first."""
        return tuple(sorted(self._dropped.values(), key=lambda one: -one.number))

    @property
    def valid(self) -> int:
        return self.done - sum(one.number for one in self.dropped)


class Best:
    """The best of the candidates as they are found."""

    def __init__(self, ranking: Ranking) -> None:
        self.ranking = ranking
        self._found: list[Columns] = []

    def add(self, columns: Columns) -> None:
        self._found.append(columns)
        if sum(len(one[0]) for one in self._found) > ROWS:
            self._found = [self.columns]

    @property
    def columns(self) -> Columns:
        if not self._found:
            return ()
        together = [np.concatenate(parts) for parts in zip(*self._found)]
        ranked = {column: together[column] for column in self.ranking.columns}
        kept = self.ranking.chosen(ranked, len(together[0]))
        return tuple(column[kept] for column in together)


class Tally(NamedTuple):
    """What a sweep found: the counts, and the columns of the best, all that are none worse."""

    counts: Counts
    best: Columns


def _written(keys: Sequence[Key], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{'-' if key.sign < 0 else ''}{names[key.column]}" for key in keys)


class Outcome:
    """What a sweep comes to.

    Of `points` candidates `done` were looked at, `valid` can be, and `met` meet the condition; with
    objectives, `front` of these are bettered by no other.  `dropped` tells why the rest cannot be.
    """

    def __init__(self, plan: Plan, tally: Tally) -> None:
        counts, best = tally
        self.plan, self.points = plan, plan.points
        self.done, self.valid, self.met = counts.done, counts.valid, counts.met
        self.dropped = counts.dropped
        self.front = len(best[0]) if plan.ranking.objectives and best else None
        self._best = tuple(column[: plan.top] for column in best)

    @property
    def is_whole(self) -> bool:
        """Whether every candidate was looked at."""
        return self.done == self.points

    @property
    def names(self) -> tuple[str, ...]:
        """What is known of each candidate: what varies, the sizes of the output, the totals."""
        return self.plan.names

    @property
    def orders(self) -> tuple[str, ...]:
        """What the best are ranked by."""
        return _written(self.plan.ranking.keys, self.names)

    @property
    def objectives(self) -> tuple[str, ...]:
        """What no other candidate is better in than those of the front."""
        return _written(self.plan.ranking.objectives, self.names)

    @cached_property
    def best(self) -> list[dict[str, Any]]:
        """The best candidates, the best first: a number, or a setting, by each of the names."""
        rows = zip(*(column.tolist() for column in self._best))
        return [dict(zip(self.names, row)) for row in rows]


def over(
    axes: Sequence[Axis], name: str, plan: Plan, executor: Executor | None = None
) -> np.ndarray[Any, Any]:
    """A number over the grid of the axes; NaN where a candidate cannot be or is not wanted."""
    values = np.full([len(axis.values) for axis in axes], np.nan)
    places = [{value: at for at, value in enumerate(axis.values)} for axis in axes]

    def put(columns: Columns) -> None:
        known = dict(zip(plan.names, columns))
        at = [
            [place[value] for value in known[axis.key].tolist()]
            for axis, place in zip(axes, places)
        ]
        values[tuple(at)] = known[name].astype(float)

    swept(plan._replace(ranking=plan.ranking._replace(objectives=())), executor, put=put)
    return values


def swept(
    plan: Plan,
    executor: Executor | None = None,
    stop: Stop = never,
    progress: Progress | None = None,
    put: Put | None = None,
) -> Tally:
    """Every candidate worked out, until somebody wants no more.

    `put` is given the columns of all that meet the condition, in order, as they come; with
    objectives, of those bettered by none, at the end.
    """
    counts, best = Counts(plan.cases), Best(plan.ranking)
    puts_all = put is not None and not plan.ranking.objectives
    ranking = Ranking() if puts_all else plan.ranking
    for found in gathered(tasks(plan.cases, plan.names, ranking), executor, stop):
        counts.add(found)
        best.add(found.columns)
        if put is not None and puts_all:
            put(found.columns)
        if progress is not None:
            progress(counts.done, plan.points)
    if put is not None and not puts_all and best.columns:
        put(best.columns)
    return Tally(counts, best.columns)
