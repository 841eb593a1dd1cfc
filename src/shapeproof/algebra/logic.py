"""Conditions: comparisons of formulas, joined by "all of" and "one of".

>>> n = Name("n")
>>> either = Some((Relation("=", n, Literal(3)), Relation(">=", n, Literal(9))))
>>> holds(put(either, lambda _: Literal(4))), holds(put(either, lambda _: Literal(9)))
(False, True)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from shapeproof.algebra.formula import Expr, Literal, Name, Op, Relation, Step, apply, rebuilt


class All(NamedTuple):
    """Holds where each of its parts does."""

    parts: tuple[Condition, ...]


class Some(NamedTuple):
    """Holds where one of its parts does, or more."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = "Relation | All | Some"
ALWAYS = All(())
NEVER = Relation("=", Literal(0), Literal(1))


def put(condition: Condition, replace: Callable[[Name | Step], Expr | None]) -> Condition:
    """The condition with every leaf for which `replace` has an answer put in."""
    match condition:
        case Relation(symbol=symbol, left=left, right=right):
            return Relation(symbol, rebuilt(left, replace), rebuilt(right, replace))
        case All(parts) | Some(parts):
            return type(condition)(tuple(put(part, replace) for part in parts))


def relations(condition: Condition) -> Iterator[Relation]:
    """The comparisons in it, from left to right."""
    match condition:
        case Relation():
            yield condition
        case All(parts) | Some(parts):
            for part in parts:
                yield from relations(part)


def opposite(condition: Condition) -> Condition:
    """What holds of whole numbers where the condition does not."""
    match condition:
        case All(parts):
            return Some(tuple(map(opposite, parts)))
        case Some(parts):
            return All(tuple(map(opposite, parts)))
        case Relation(symbol="<=", left=left, right=right):
            return Relation(">=", left, right + 1)
        case Relation(symbol=">=", left=left, right=right):
            return Relation("<=", left, right - 1)
        case Relation(symbol="divides", left=left, right=right):
            return _apart(remainder(right, left), Literal(0))
        case Relation(left=left, right=right):
            return _apart(left, right)


def _apart(left: Expr, right: Expr) -> Condition:
    return Some((Relation("<=", left, right - 1), Relation(">=", left, right + 1)))


def remainder(number: Expr, divisor: Expr) -> Expr:
    """What is left of the number when it is divided, as a formula."""
    return number - apply(Op.FLOOR, number, divisor) * divisor


def holds(condition: Condition) -> bool | None:
    """Whether it holds; None where that hangs on what is not known.

    Raises `ZeroDivisionError` where it divides by 0.
    """
    match condition:
        case Relation():
            return condition.holds
        case All(parts):
            return _joined(map(holds, parts), decisive=False)
        case Some(parts):
            return _joined(map(holds, parts), decisive=True)


def _joined(answers: Iterator[bool | None], decisive: bool) -> bool | None:
    """What several answers come to, of which one is decisive; no more are asked than needed."""
    unknown = False
    for answer in answers:
        if answer is decisive:
            return decisive
        unknown |= answer is None
    return None if unknown else not decisive
