"""The values of one unknown that a rule accepts: all that it needs, solved for the unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from shapeproof.algebra.formula import COMPARISON, Expr, Name, Relation, in_full, lift, rebuilt
from shapeproof.algebra.inverse import Undecided, solutions
from shapeproof.rules.rule import Facts, Layer, Need, ShapeError, Tensor, noting
from shapeproof.variations import facts_or_none

MOST = 12  # values that are tried
REACH = 16  # how far around the old value divisors are looked for
Make = Callable[[Any], tuple[Layer, tuple[Tensor, ...]]]
"""The layer and its inputs with a value put in."""
UNMADE = (AssertionError, IndexError, AttributeError)
"""What Python raises where a value is none that the rule was made for."""


def accepted(make: Make, was: Any) -> Iterator[tuple[int, Facts]]:
    """The values, but for the old one, with which the rule takes its inputs, the nearest first,
    and what it says then."""
    start, unknown = was if type(was) is int else 1, Name("unknown")
    found = {value for need in _needs(*make(unknown)) for value in _of_need(need, unknown, start)}
    ordered = sorted(found, key=lambda value: (abs(value - start), value))
    for value in [one for one in ordered if one >= 0][:MOST]:
        if value != was and (facts := says(*make(value))) is not None:
            yield value, facts


def says(layer: Layer, inputs: tuple[Tensor, ...]) -> Facts | None:
    """What a layer says; None where it does not take this."""
    try:
        return facts_or_none(layer, inputs)
    except UNMADE:
        return None


def _needs(layer: Layer, inputs: tuple[Tensor, ...]) -> list[Need]:
    """What the rule needs of the unknown in it; nothing where no value of it would do."""
    try:
        with noting() as needs:
            layer(*inputs)
    except (ShapeError, ZeroDivisionError, TypeError, ValueError, *UNMADE):
        return []
    return needs


def _of_need(need: Need, unknown: Name, was: int) -> Iterator[int]:
    """The values at which a need begins to hold, or ends to, and those between that are nearest."""
    relation = need.holds
    if not isinstance(relation, Relation):
        return
    left, right = in_full(relation.left), in_full(relation.right)
    if relation.symbol == "divides":
        yield from _dividing(left, right, unknown, was)
        return
    high = 4 * max(was, *(abs(side.value or 0) for side in (left, right)), 1) + 1024
    try:
        ranges = solutions(lift(left - right), unknown, 0, 0, high)
    except (Undecided, ZeroDivisionError):
        return
    for values in ranges:
        first, last = values.start, values.stop - 1
        yield from {first, last, min(max(was, first), last)}


def _dividing(divisor: Expr, number: Expr, unknown: Name, was: int) -> Iterator[int]:
    """The values around the old one with which one side divides the other."""
    for value in range(max(was - REACH, 1), was + REACH):
        a, b = (_with_value(side, unknown, value) for side in (divisor, number))
        if a and b is not None and COMPARISON["divides"](a, b):
            yield value


def _with_value(expr: Expr, unknown: Name, value: int) -> int | None:
    put = rebuilt(expr, lambda leaf: lift(value) if leaf is unknown else None)
    return put.value
