"""Tasks given out and their results gathered in order: here, or by any executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from itertools import islice

from shapeproof.sweeping.cases import Case
from shapeproof.sweeping.grid import boxes
from shapeproof.sweeping.ranking import Ranking
from shapeproof.sweeping.work import MOST, Found, Piece, Task, done

Stop = Callable[[], bool]
"""Whether somebody wants no more."""
AHEAD = 32
"""How many tasks an executor is given at a time."""
PATIENCE = 0.1
"""Seconds after which it is looked whether somebody wants no more."""


def tasks(cases: Sequence[Case], names: Sequence[str], ranking: Ranking) -> Iterator[Task]:
    """All candidates of these cases, in tasks of some `MOST` candidates."""
    pieces, count = list[Piece](), 0
    for piece in _pieces(cases, names):
        if pieces and count + piece.points > MOST:
            yield Task(tuple(pieces), ranking)
            pieces, count = [], 0
        pieces.append(piece)
        count += piece.points
    if pieces:
        yield Task(tuple(pieces), ranking)


def _pieces(cases: Sequence[Case], names: Sequence[str]) -> Iterator[Piece]:
    for number, (axes, written) in enumerate(cases):
        sheet = written.aligned(names)
        for box in boxes([len(axis.values) for axis in axes], MOST):
            values = (axis.values[at.start : at.stop] for axis, at in zip(axes, box))
            yield Piece(number, sheet, tuple(values))


def gathered(todo: Iterable[Task], executor: Executor | None, stop: Stop) -> Iterator[Found]:
    """What comes of the tasks, in their order, until somebody wants no more."""
    if executor is None:
        for task in todo:
            if stop():
                return
            yield from done(task)
        return
    todo = iter(todo)
    given = deque((task, executor.submit(done, task)) for task in islice(todo, AHEAD))
    while given:
        task, future = given.popleft()
        if not _is_ready(future, stop):
            for _, waiting in (*given, (task, future)):
                waiting.cancel()
            return
        yield from _result(task, future)
        given.extend((task, _given(executor, task)) for task in islice(todo, 1))


def _given(executor: Executor, task: Task) -> Future[list[Found]]:
    """The task with the executor; with nobody, where that has broken down."""
    try:
        return executor.submit(done, task)
    except BrokenExecutor as error:
        lost: Future[list[Found]] = Future()
        lost.set_exception(error)
        return lost


def _is_ready(future: Future[list[Found]], stop: Stop) -> bool:
    while not future.done():
        if stop():
            return False
        wait([future], PATIENCE)
    return not stop()


def _result(task: Task, future: Future[list[Found]]) -> list[Found]:
    """What came of a task; one whose worker was lost is done here."""
    try:
        return future.result()
    except BrokenExecutor:
        return done(task)
