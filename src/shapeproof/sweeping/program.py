"""Formulas as one straight line of steps, equal parts once.

>>> window = Name("window")
>>> writer = Writer([window])
>>> writer.of(2 * window + 2 * window)
3
>>> [tuple(line) for line in writer.lines]
[('unknown', 0, 0), ('number', 2, 0), ('*', 1, 0), ('+', 2, 2)]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shapeproof.algebra.formula import (
    Apply,
    Expr,
    Literal,
    Name,
    Op,
    Relation,
    Step,
)

UNKNOWN, NUMBER, AND, OR = "unknown", "number", "and", "or"


class Unresolved(Exception):
    """A formula has an unknown in it that does not vary."""


class Line(NamedTuple):
    """One step: an operation on the results of two earlier lines, or where a number comes from."""

    what: str
    left: int
    right: int = 0


class Writer:
    """Writes formulas down as lines, equal parts once.

    `divisors` are the lines that something is divided by, in the order in which they came up: where
    one is 0 there is no result.
    """

    def __init__(self, unknowns: Sequence[Name]) -> None:
        self.lines = [Line(UNKNOWN, i) for i in range(len(unknowns))]
        self.divisors: list[int] = []
        self._at = {line: i for i, line in enumerate(self.lines)}
        self._written: dict[int, tuple[Expr, int]] = {
            id(name): (name, i) for i, name in enumerate(unknowns)
        }

    def number(self, value: int) -> int:
        return self._line(Line(NUMBER, value))

    def of(self, formula: Expr) -> int:
        """The line that gives what a formula comes to.

        Raises `Unresolved` for an unknown that does not vary.
        """
        waiting = [formula]
        while waiting:
            part = waiting[-1]
            missing = [one for one in _parts(part) if id(one) not in self._written]
            if missing:
                waiting += reversed(missing)
            else:
                waiting.pop()
                if id(part) not in self._written:
                    self._written[id(part)] = part, self._of_parts(part)
        return self._written[id(formula)][1]

    def relation(self, relation: Relation) -> int:
        """The line that tells where a comparison holds."""
        left, right = self.of(relation.left), self.of(relation.right)
        if relation.symbol == "divides":
            self._divide_by(left)
        return self.combined(relation.symbol, left, right)

    def combined(self, what: str, left: int, right: int) -> int:
        """A line that compares two others, or joins them by `and` or `or`."""
        return self._line(Line(what, left, right))

    def truth(self, holds: int) -> int:
        """A line that holds everywhere (1) or nowhere (0)."""
        return self.combined("<=", self.number(1), self.number(holds))

    def not_zero(self, line: int) -> int:
        """The line that tells where another is not 0."""
        below = self.combined("<=", line, self.number(-1))
        return self.combined(OR, below, self.combined(">=", line, self.number(1)))

    def _of_parts(self, part: Expr) -> int:
        """The line of a formula whose parts are written."""
        if part.value is not None:
            return self.number(part.value)
        places = [self._written[id(one)][1] for one in _parts(part)]
        match part:
            case Apply(op, _, _):
                if op in (Op.FLOOR, Op.CEIL):
                    self._divide_by(places[1])
                return self._line(Line(op.value, *places))
            case _ if places:
                return places[0]
            case _:
                raise Unresolved(part.name if isinstance(part, Name) else "")

    def _divide_by(self, line: int) -> None:
        is_safe = self.lines[line].what == NUMBER and self.lines[line].left
        if not is_safe and line not in self.divisors:
            self.divisors.append(line)

    def _line(self, line: Line) -> int:
        if line not in self._at:
            self._at[line] = len(self.lines)
            self.lines.append(line)
        return self._at[line]


def _parts(formula: Expr) -> tuple[Expr, ...]:
    """What must be known before a formula is."""
    match formula:
        case _ if formula.value is not None:
            return ()
        case Apply(_, left, right):
            return left, right
        case Step(_, body):
            return (body,)
        case Name():
            return () if formula.meaning is None else (formula.meaning,)
        case Literal():
            return ()
