"""The readings that a sweep takes: quantities stand in a reading as names, all at once; settings,
and what a source branches on, are read one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Name
from shapeproof.message import ReadError, say
from shapeproof.model import Problem
from shapeproof.rules.arguments import checked
from shapeproof.subject import UNNAMED, Reading, Subject
from shapeproof.supposition import split
from shapeproof.sweeping.grid import Axis, VaryError
from shapeproof.sweeping.ranking import Ranking
from shapeproof.sweeping.sheet import Question, Written, written
from shapeproof.sweeping.work import Piece, Task, done

MOST = 100_000
"""How often a model is read, at most."""


class Case(NamedTuple):
    """A reading, and the axes that stand in it as names."""

    axes: tuple[Axis, ...]
    written: Written

    @property
    def points(self) -> int:
        return prod(len(axis.values) for axis in self.axes)


def cases(subject: Subject, axes: Sequence[Axis], question: Question) -> Iterator[Case]:
    """The readings that together have every candidate once.

    Raises `AskError` for a key that there is not, `ArgumentError` and `VaryError` for a value that
    it cannot have, and `VaryError` where the model would have to be read too often.
    """
    named = [axis for axis in axes if axis.is_of_numbers and is_quantity(subject, axis.key)]
    settings = [axis for axis in axes if axis not in named]
    _need_few(prod(len(axis.values) for axis in settings))
    for axis in settings:
        _need_settings(subject, axis)
    once: set[str] = set()
    for axis in axes:
        if (full := subject.full(axis.key)) in once:
            raise VaryError(say("`{name}` is given twice", name=axis.key))
        once.add(full)
    fixed: dict[str, Any] = dict.fromkeys(axis.key for axis in axes)
    yield from _enumerated(subject, fixed, settings, named, question)


def is_quantity(subject: Subject, key: str) -> bool:
    """Whether a key names a number that formulas are written in: a size, or such an argument."""
    if (place := subject.place(key)) is None:
        return True
    layer, argument = place
    return layer.rule.is_quantity(split(argument)[0])


def _need_settings(subject: Subject, axis: Axis) -> None:
    """Raises `ArgumentError` for what an argument cannot be, `VaryError` for what is no one number
    where there is room for one."""
    is_one = True
    if (place := subject.place(axis.key)) is not None:
        layer, argument = place
        name, at, _ = split(argument)
        is_one = at is not None
        for value in axis.values:
            checked(layer.rule, {name: value})
    if is_one and not axis.is_of_numbers:
        value = next(value for value in axis.values if type(value) is not int)
        raise VaryError(say("`{name}` must be a whole number, not {value}", name=axis.key,
                            value=repr(value)))  # fmt: skip


def _enumerated(
    subject: Subject,
    changes: dict[str, Any],
    settings: Sequence[Axis],
    named: Sequence[Axis],
    question: Question,
) -> Iterator[Case]:
    """The cases of every value of the settings."""
    if not settings:
        yield from _named(subject, changes, named, question)
        return
    axis, *others = settings
    for value in axis.values:
        yield from _enumerated(subject, {**changes, axis.key: value}, others, named, question)


def _named(
    subject: Subject, changes: dict[str, Any], named: Sequence[Axis], question: Question
) -> Iterator[Case]:
    """One case with names, where these can be trusted; else one axis is read number by number."""
    found = _trusted(subject, changes, named, question)
    if found is not None:
        yield found
        return
    first = {axis.key: axis.values[0] for axis in named}
    guilty = (
        axis for axis in named if _trusted(subject, {**changes, **first}, [axis], question) is None
    )
    axis = next(guilty, named[-1])
    _need_few(len(axis.values))
    others = [one for one in named if one is not axis]
    yield from _enumerated(subject, changes, [axis], others, question)


def _trusted(
    subject: Subject, changes: dict[str, Any], named: Sequence[Axis], question: Question
) -> Case | None:
    """The case with names for these axes; None where the reading hangs on what they are.

    It does where something is assumed of a name that is not assumed of numbers, and where two
    corners of the grid, read in numbers, say something else.
    """
    names = {axis.key: Name(axis.key) for axis in named}
    try:
        reading = _read(subject, {**changes, **names})
    except UNNAMED:
        return None
    for end in (0, -1) if named else ():
        corner = {axis.key: axis.values[end] for axis in named}
        in_numbers = _read(subject, {**changes, **corner})
        if any(note not in in_numbers.model.notes for note in reading.model.notes):
            return None
        by_names = _found(written(reading, {**changes, **names}, ALL), corner.values())
        if by_names != _found(written(in_numbers, {**changes, **corner}, ALL)):
            return None
    return Case(tuple(named), written(reading, {**changes, **names}, question))


ALL = Question()


def _found(one: Written, corner: Iterable[int] = ()) -> list[list[Any]] | None:
    """All numbers of a single candidate; None where it cannot be one."""
    values = tuple((value,) for value in corner)
    [found] = done(Task((Piece(0, one.sheet, values),), Ranking()))
    return [column.tolist() for column in found.columns] if found.met else None


def _read(subject: Subject, changes: Mapping[str, Any]) -> Reading:
    """The model under these changes; what keeps it from being read is its problem."""
    try:
        return subject.read(changes)
    except ReadError as error:
        problem = Problem("read", error.at, "", error.message)
        return Reading(subject.model._replace(problems=(problem,)), ())


def _need_few(count: int) -> None:
    if count > MOST:
        raise VaryError(
            say("the model would have to be read {count} times, for each setting and for numbers "
                "that its source branches on; {most} are the most", count=count, most=MOST)
        )  # fmt: skip
