"""Formulas as one straight line of steps, which NumPy takes for many candidates at once, exactly.

>>> import numpy as np
>>> window = Name("window")
>>> writer = Writer([window])
>>> line = writer.of(60 - window + 1)
>>> [(sizes, *_)] = run(writer.lines, [line], [np.array([1, 40])])
>>> sizes.tolist()
[60, 21]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import and_, eq, ge, le, or_
from typing import Any, NamedTuple

import numpy as np

from shapeproof.algebra.formula import (
    ARITHMETIC,
    Apply,
    Expr,
    Literal,
    Name,
    Op,
    Relation,
    Step,
)

Array = np.ndarray[Any, Any]
UNKNOWN, NUMBER, AND, OR = "unknown", "number", "and", "or"
LARGEST = 2**63 - 1
"""What fits into an int64, with either sign; anything else is computed with Python's numbers."""


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


def fits(least: int, most: int) -> bool:
    """Whether all numbers between these fit into an int64."""
    return least >= -LARGEST and most <= LARGEST


class Known(NamedTuple):
    """What a line comes to, as an array that broadcasts against the others, and its bounds."""

    array: Array
    least: int
    most: int

    @property
    def is_one(self) -> bool:
        return self.least == self.most


def run(lines: Sequence[Line], wanted: Iterable[int], unknowns: Sequence[Array]) -> list[Known]:
    """What the wanted lines come to; `unknowns` are int64 or object arrays that broadcast.

    Every line is computed in int64 where its bounds show that it fits, and with Python's numbers
    where they do not.  Where a divisor is 0, it is taken as 1.
    """
    wanted = list(wanted)
    last = _last_uses(lines, wanted)
    known: list[Known] = []
    for at, line in enumerate(lines):
        match line:
            case _ if at not in last:
                known.append(NOTHING)
            case Line("unknown", place, _):
                known.append(_of_array(unknowns[place]))
            case Line("number", value, _):
                known.append(_of_number(value))
            case Line(what, left, right):
                known.append(_joined(what, known[left], known[right]))
                for place in (left, right):
                    if last[place] == at:
                        known[place] = NOTHING
    return [known[line] for line in wanted]


def _last_uses(lines: Sequence[Line], wanted: Iterable[int]) -> dict[int, int]:
    """Of each line that is needed the last one that needs it; the wanted are needed to the end."""
    last = dict.fromkeys(wanted, len(lines))
    for at in range(len(lines) - 1, -1, -1):
        if at in last and lines[at].what not in (UNKNOWN, NUMBER):
            last.setdefault(lines[at].left, at)
            last.setdefault(lines[at].right, at)
    return last


def _of_array(array: Array) -> Known:
    return Known(array, int(array.min()), int(array.max()))


def _of_number(value: int) -> Known:
    return Known(np.asarray(value, np.int64 if fits(value, value) else object), value, value)


NOTHING = _of_number(0)


def _joined(what: str, a: Known, b: Known) -> Known:
    if what in COMPARED:
        return _compared(what, a, b)
    if what in JOINED:
        return _truth(JOINED[what](a.array, b.array))
    return _computed(Op(what), a, b)


def _computed(op: Op, a: Known, b: Known) -> Known:
    """The operation in int64 where the result and what it is made of fit, else in Python's own."""
    if op in (Op.FLOOR, Op.CEIL):
        b = _never_zero(b)
    least, most = _bounds(op, a, b)
    if a.is_one and b.is_one:
        return _of_number(least)
    left, right, in_int64 = a.array, b.array, fits(least, most)
    if not in_int64 or object in (left.dtype, right.dtype):
        left, right = left.astype(object), right.astype(object)
    result = np.asarray(ON_ARRAYS[op](left, right))
    return Known(result.astype(np.int64, copy=False) if in_int64 else result, least, most)


def _never_zero(b: Known) -> Known:
    """The divisors, 1 in the place of 0."""
    if not b.least <= 0 <= b.most:
        return b
    return Known(np.where(b.array == 0, 1, b.array), min(b.least, 1), max(b.most, 1))


def _bounds(op: Op, a: Known, b: Known) -> tuple[int, int]:
    """Every operation but one is monotone in either side, so its extremes stand at the corners;
    those of a quotient also where the divisor is nearest to 0."""
    if op is Op.GCD and not (a.is_one and b.is_one):
        return 0, max(-a.least, a.most, -b.least, b.most)
    ends = {b.least, b.most}
    if op in (Op.FLOOR, Op.CEIL) and b.least <= 0 <= b.most:
        ends = {b.least, -1 if b.least < 0 else 1, 1, b.most} - {0}
    results = [ARITHMETIC[op](x, y) for x in (a.least, a.most) for y in ends]
    return min(results), max(results)


ON_ARRAYS: dict[Op, Callable[[Any, Any], Any]] = {
    **ARITHMETIC,
    Op.MAX: np.maximum,
    Op.MIN: np.minimum,
    Op.GCD: np.gcd,
}
COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "<=": le,
    ">=": ge,
    "=": eq,
    "divides": lambda divisor, number: number % divisor == 0,
}
JOINED: dict[str, Callable[[Array, Array], Array]] = {AND: and_, OR: or_}


def _compared(symbol: str, a: Known, b: Known) -> Known:
    """Where a comparison holds; a single answer where the bounds alone tell."""
    if symbol == "divides":
        a = _never_zero(a)
    settled = _settled(symbol, a, b)
    return _truth(COMPARED[symbol](a.array, b.array) if settled is None else np.asarray(settled))


def _settled(symbol: str, a: Known, b: Known) -> bool | None:
    match symbol:
        case "<=" if a.most <= b.least or a.least > b.most:
            return a.most <= b.least
        case ">=" if a.least >= b.most or a.most < b.least:
            return a.least >= b.most
        case "=" if a.most < b.least or b.most < a.least:
            return False
        case _:
            return None


def _truth(array: Any) -> Known:
    return Known(array, 0, 1)
