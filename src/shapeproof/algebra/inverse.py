"""Formulas run backwards: which values of one quantity make a formula come to a target?

>>> steps = Name("steps")
>>> solutions((steps - 3) // 2 + 1, steps, target=2, low=1, high=100)
[range(5, 7)]
>>> units = Name("units")
>>> solutions((1 + units + 1) * 4 * units, units, target=16896, low=1, high=10**9)
[range(64, 65)]
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd

from shapeproof.algebra.formula import ARITHMETIC, Apply, Expr, Literal, Name, Op, Step

Bounds = tuple[int, int]
MOST = 20_000
"""How many pieces of the range are looked at before the search gives up."""


class Undecided(Exception):
    """The search gave up: the formula turns too often between the bounds."""


def bounds(expr: Expr, box: Mapping[Name, Bounds]) -> Bounds:
    """The least and the most that a formula can come to, its names ranging over `box`.

    Raises `ZeroDivisionError` where a divisor may be 0.
    """
    match expr:
        case Literal(value):
            return value, value
        case Name():
            return box[expr] if expr in box else _of_name(expr, box)
        case Step(_, body):
            return bounds(body, box)
        case Apply(op, left, right):
            return corners(op, bounds(left, box), bounds(right, box))


def _of_name(name: Name, box: Mapping[Name, Bounds]) -> Bounds:
    if name.value is not None:
        return name.value, name.value
    if name.meaning is None:
        raise Undecided(name.name)
    return bounds(name.meaning, box)


def corners(op: Op, left: Bounds, right: Bounds) -> Bounds:
    """Every operation but one is monotone in either side, so its extremes stand at the corners."""
    if op is Op.GCD:
        return _of_common(left, right)
    if op in (Op.FLOOR, Op.CEIL) and right[0] <= 0 <= right[1]:
        raise ZeroDivisionError
    results = [ARITHMETIC[op](a, b) for a in left for b in right]
    return min(results), max(results)


def _of_common(left: Bounds, right: Bounds) -> Bounds:
    """What the largest common divisor of two numbers can be: it divides both, and 0 divides 0."""
    if left[0] == left[1] and right[0] == right[1]:
        found = gcd(left[0], right[0])
        return found, found
    if left[0] > 0 and right[0] > 0:
        return 1, min(left[1], right[1])
    return 0, max(map(abs, (*left, *right)))


def solutions(expr: Expr, unknown: Name, target: int, low: int, high: int) -> list[range]:
    """All values from `low` to `high` for which the formula comes to `target`, as ranges.

    `unknown` may stand in the formula any number of times; every other name has a value.
    The range is halved wherever the target lies within what the formula can come to on it.
    Raises `Undecided` where that takes too long.
    """
    found: list[range] = []
    waiting = [(low, high)]
    for _ in range(MOST):
        if not waiting:
            return found
        least, most = waiting.pop()
        if least > most:
            continue
        reach = bounds(expr, {unknown: (least, most)})
        if reach == (target, target):
            _append(found, range(least, most + 1))
        elif reach[0] <= target <= reach[1] and least < most:
            middle = (least + most) // 2
            waiting += [(middle + 1, most), (least, middle)]
    raise Undecided(unknown.name)


def _append(found: list[range], values: range) -> None:
    if found and found[-1].stop == values.start:
        found[-1] = range(found[-1].start, values.stop)
    else:
        found.append(values)
