"""All values that give the numbers asked for, or that there are none, and the nearest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from math import inf, prod
from typing import Any, NamedTuple

from shapeproof.algebra.boxes import Box, joined
from shapeproof.algebra.formula import Name
from shapeproof.algebra.logic import All, Condition
from shapeproof.message import AskError, say
from shapeproof.model import Problem
from shapeproof.solving.questions import Target, Tried, Untrusted, system_of
from shapeproof.solving.unknowns import Unknown, unknowns
from shapeproof.subject import Subject

SHOWN = 20
"""How many solutions are written out one by one; where there are more, they are told as ranges."""
FEW = 3
READINGS = 400
"""How often a model is read where its formulas do not tell."""
CASES = 64

Values = Mapping[str, Any]


class Solution(NamedTuple):
    """What was asked, within which bounds, and all that is so.

    `solutions` are the first `SHOWN` of `total`, `ranges` are all: numbers as ranges, settings as
    they are.  `is_complete` says that there are no others within the bounds.  `readings` is how
    often the model was read with numbers, where its formulas do not tell; 0 where they do.
    `met` are those that were read again with their numbers: all, or the ends of the first ranges.
    `nearest` are the solutions nearest to what is, or where there is none what comes nearest; where
    the model is sound with no value, `problem` is what is wrong with it.
    """

    unknowns: tuple[Unknown, ...]
    target: str
    solutions: tuple[Values, ...]
    ranges: tuple[Values, ...]
    total: int
    is_complete: bool
    met: tuple[Tried, ...]
    nearest: tuple[Tried, ...]
    readings: int = 0
    problem: Problem | None = None


def solution(
    subject: Subject,
    keys: Sequence[str],
    target: Condition,
    text: str = "",
    bounds: Mapping[str, tuple[int, int]] | None = None,
) -> Solution:
    """The values of these unknowns for which the model is sound and meets the target.

    Raises `AskError` for what cannot be asked.
    """
    free = unknowns(subject, keys, target, bounds or {})
    asked = Target(subject, target, keys)
    try:
        found = _by_formulas(asked, free, text)
    except Untrusted:
        found = _by_trying(asked, _fewer(free, bounds or {}), text)
    if found.nearest:
        return found
    first = asked.tried(_of_point(free, [one.values[0] for one in free]))
    return found._replace(problem=asked.problem or first.problem)


def _by_formulas(asked: Target, free: Sequence[Unknown], text: str) -> Solution:
    """Solved for all values at once, and confirmed with the numbers."""
    numbers = [one for one in free if one.is_number]
    names = [Name(one.key) for one in numbers]
    bounds, now = [one.bounds for one in numbers], [one.now for one in numbers]
    ranges, near, is_complete = list[Values](), list[tuple[float, Values]](), True
    for settings in _settings(free):
        needs, target = asked.formulas({**settings, **{name.name: name for name in names}})
        solved = system_of(All((needs, target)), names).solved(bounds)
        is_complete &= solved.is_complete
        for box in solved.boxes:
            ranges.append(_ordered(free, {**settings, **_by_key(numbers, box)}))
        for one in system_of(needs, names).nearest(target, bounds, now, FEW):
            values = {**settings, **_by_key(numbers, one.point)}
            near.append((one.distance, _ordered(free, values)))
    near = sorted(near, key=lambda one: one[0])[:FEW]
    ranges = ranges or [values for distance, values in near if distance == 0]
    total = sum(_size(values) for values in ranges)
    solutions = list(islice(_each(ranges), SHOWN))
    read = solutions if total <= SHOWN else [end for one in ranges[:FEW] for end in _ends(one)]
    met = [asked.tried(values) for values in read]
    nearest = [asked.tried(values) for _, values in near]
    is_near = all(one.distance == distance for one, (distance, _) in zip(nearest, near))
    if not is_near or not all(one.is_met for one in met) or (not near and _any_sound(asked, free)):
        raise Untrusted
    nearest = [one for one in nearest if one.is_met] or nearest
    return Solution(tuple(free), text, tuple(solutions), tuple(ranges), total, is_complete,
                    tuple(met), tuple(nearest))  # fmt: skip


def _ends(values: Values) -> Iterator[Values]:
    """The first and the last of a range of solutions."""
    for end in (0, -1):
        yield {
            key: value[end] if isinstance(value, range) else value for key, value in values.items()
        }


def _any_sound(asked: Target, free: Sequence[Unknown]) -> bool:
    """Whether the model is sound at a corner of the bounds."""
    corners = product(*({one.values[0], one.values[-1]} for one in free))
    points = (_of_point(free, corner) for corner in islice(corners, 4))
    return any(asked.tried(values).distance < inf for values in points)


def _by_trying(asked: Target, free: Sequence[Unknown], text: str) -> Solution:
    """Solved by reading the model with each of the values."""
    total = prod(len(one.values) for one in free)
    all_points = islice(_points([one.values for one in free]), READINGS)
    tried = [asked.tried(_of_point(free, point)) for point in all_points]
    met = [one for one in tried if one.is_met]

    def order(one: Tried) -> tuple[float, int]:
        return one.distance, sum(
            abs(one.values[unknown.key] - unknown.now) for unknown in free if unknown.is_number
        )

    nearest = sorted(met or (one for one in tried if one.distance < inf), key=order)[:FEW]
    solutions = tuple(one.values for one in met[:SHOWN])
    return Solution(tuple(free), text, solutions, tuple(_ranges(free, met)), len(met),
                    total <= READINGS, tuple(met[:SHOWN]), tuple(nearest), len(tried))  # fmt: skip


def _fewer(free: Sequence[Unknown], bounds: Mapping[str, tuple[int, int]]) -> list[Unknown]:
    """The unknowns within bounds that a few readings get through, where nobody gave any."""
    shrunk = [one for one in free if one.is_number and one.key not in bounds]
    others = prod(len(one.values) for one in free if one not in shrunk)
    each = max(int((READINGS // others) ** (1 / max(len(shrunk), 1))), 2)
    return [one._replace(values=_around(one, each)) if one in shrunk else one for one in free]


def _around(one: Unknown, most: int) -> Any:
    """So many values, from the least on or around what it is now."""
    first = one.values[0] if one.now < one.values[0] + most else one.now - most // 2
    return range(first, min(first + most, one.values[-1] + 1))


def _settings(free: Sequence[Unknown]) -> Iterator[Values]:
    """Every choice of the settings."""
    settings = [one for one in free if not one.is_number]
    if prod(len(one.values) for one in settings) > CASES:
        raise AskError(say("there are more than {most} choices of settings; leave some out",
                           most=CASES))  # fmt: skip
    for choice in product(*(one.values for one in settings)):
        yield {one.key: value for one, value in zip(settings, choice)}


def _by_key(numbers: Sequence[Unknown], values: Sequence[Any]) -> dict[str, Any]:
    return {one.key: value for one, value in zip(numbers, values)}


def _of_point(free: Sequence[Unknown], point: Sequence[Any]) -> Values:
    return {one.key: value for one, value in zip(free, point)}


def _ordered(free: Sequence[Unknown], values: Values) -> Values:
    return {one.key: values[one.key] for one in free}


def _each(ranges: Sequence[Values]) -> Iterator[Values]:
    """Every single solution."""
    for values in ranges:
        spread = [value if isinstance(value, range) else (value,) for value in values.values()]
        for point in _points(spread):
            yield dict(zip(values, point))


def _points(spread: Sequence[range | tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Every choice of one value each; ranges may be long, and are not written out."""
    if not spread:
        yield ()
        return
    for first in spread[0]:
        for rest in _points(spread[1:]):
            yield first, *rest


def _size(values: Values) -> int:
    return prod(len(value) for value in values.values() if isinstance(value, range))


def _ranges(free: Sequence[Unknown], met: Sequence[Tried]) -> Iterator[Values]:
    """The solutions with numbers that stand in a row put together."""
    numbers = [one for one in free if one.is_number]
    boxes: dict[tuple[tuple[str, Any], ...], list[Box]] = {}
    for one in met:
        settings = tuple((u.key, one.values[u.key]) for u in free if not u.is_number)
        box = tuple(range(one.values[u.key], one.values[u.key] + 1) for u in numbers)
        boxes.setdefault(settings, []).append(box)
    for settings, found in boxes.items():
        for box in joined(found):
            yield _ordered(free, {**dict(settings), **_by_key(numbers, box)})
