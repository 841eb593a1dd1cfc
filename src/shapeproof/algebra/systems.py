"""Conditions run backwards: for which whole numbers, of several unknowns at once, do they hold?

>>> kernel, stride = Name("kernel"), Name("stride")
>>> size = Relation("=", (7 - kernel) // stride + 1, Literal(3))
>>> found = System(size, (kernel, stride)).solved([range(1, 8), range(1, 4)])
>>> found.boxes, found.is_complete
([(range(1, 2), range(3, 4)), (range(2, 4), range(2, 3)), (range(5, 6), range(1, 2))], True)
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import NamedTuple, TypeAlias

from shapeproof.algebra.boxes import Box, distance, halves, is_point, joined
from shapeproof.algebra.formula import Apply, Expr, Literal, Name, Op, Relation, Step
from shapeproof.algebra.inverse import Bounds, Undecided, corners
from shapeproof.algebra.logic import All, Condition

MOST = 20_000
"""How many boxes are looked at before a search gives up."""


class Compared(NamedTuple):
    """A comparison of two lines of a program; `among` are the unknowns in it."""

    symbol: str
    left: int
    right: int
    among: frozenset[int]

    def is_fixed(self, box: Box) -> bool:
        """Whether the box leaves nothing open about its unknowns."""
        return all(len(box[i]) == 1 for i in self.among)


class Every(NamedTuple):
    """What is open of an `All`."""

    parts: tuple[Open, ...]


class Either(NamedTuple):
    """What is open of a `Some`."""

    parts: tuple[Open, ...]


Open: TypeAlias = "Compared | Every | Either"
Reach = Bounds | None
"""What a line can come to over a box; None where it may be divided by 0."""


class Solved(NamedTuple):
    """Boxes all of whose points are solutions, and whether these are all that there are."""

    boxes: list[Box]
    is_complete: bool


class Near(NamedTuple):
    """A point, and how far what it gives is from what was asked."""

    distance: float
    point: tuple[int, ...]


class System:
    """A condition on unknowns, which is asked over whole boxes of them.

    A box on which the condition neither holds everywhere nor nowhere is halved.
    Raises `Undecided` for a quantity that is no unknown and has no value.
    """

    def __init__(self, condition: Condition, unknowns: Sequence[Name]) -> None:
        self._lines: list[tuple[Op, int, int] | int | range] = []
        self._among: list[frozenset[int]] = []
        self._written: dict[Expr, int] = {}
        for i, name in enumerate(unknowns):
            self._written[name] = self._line(range(i, i + 1), frozenset([i]))
        self.condition = self._compiled(condition)

    def solved(self, bounds: Sequence[range], most: int = MOST) -> Solved:
        """All points within the bounds for which the condition holds, in boxes."""
        found: list[Box] = []
        waiting: list[tuple[Box, Open]] = [(tuple(bounds), self.condition)]
        for _ in range(most):
            if not waiting:
                return Solved(joined(found), True)
            box, condition = waiting.pop()
            if not all(box):
                continue
            left = self._left(condition, self._reach(box), box)
            if left is True:
                found.append(box)
            elif left is not False:
                waiting += [(half, left) for half in reversed(halves(box, among(left)))]
        return Solved(joined(found), not waiting)

    def nearest(
        self, target: Condition, bounds: Sequence[range], now: Sequence[int], few: int = 3,
        most: int = MOST,
    ) -> list[Near]:  # fmt: skip
        """The points for which the condition holds that come nearest to the target, the nearest
        first, and of those that are as near, those near to what the unknowns are `now`."""
        goal, order, found = self._compiled(target), count(), list[Near]()
        unknowns, waiting = frozenset(range(len(bounds))), list[tuple[float, int, int, Box, Open]]()

        def wait(box: Box, condition: Open) -> None:
            reach = self._reach(box)
            left, least = self._left(condition, reach, box), self._distance(goal, reach, box)
            if left is not False and least < inf:
                apart = sum(distance(one, at) for one, at in zip(box, now))
                rest = Every(()) if left is True else left
                heappush(waiting, (least, apart, next(order), box, rest))

        if all(bounds):
            wait(tuple(bounds), self.condition)
        for _ in range(most):
            if not waiting or len(found) == few:
                break
            far, _, _, box, condition = heappop(waiting)
            if is_point(box):
                found.append(Near(far, tuple(one.start for one in box)))
            else:
                for half in halves(box, unknowns):
                    wait(half, condition)
        return found

    def _compiled(self, condition: Condition) -> Open:
        match condition:
            case Relation(symbol=symbol, left=left, right=right):
                a, b = self._of(left), self._of(right)
                return Compared(symbol, a, b, self._among[a] | self._among[b])
            case All(parts):
                return Every(tuple(map(self._compiled, parts)))
            case _:
                return Either(tuple(map(self._compiled, condition.parts)))

    def _of(self, expr: Expr) -> int:
        """The line that a formula comes to; equal parts of formulas are one line."""
        if expr not in self._written:
            self._written[expr] = self._new(expr)
        return self._written[expr]

    def _new(self, expr: Expr) -> int:
        match expr:
            case Literal(value) | Name(value=int(value)):
                return self._line(value, frozenset())
            case Step(_, body):
                return self._of(body)
            case Apply(op, left, right):
                a, b = self._of(left), self._of(right)
                return self._line((op, a, b), self._among[a] | self._among[b])
            case Name(name=name, meaning=meaning):
                if meaning is None:
                    raise Undecided(name)
                return self._of(meaning)

    def _line(self, line: tuple[Op, int, int] | int | range, among: frozenset[int]) -> int:
        self._lines.append(line)
        self._among.append(among)
        return len(self._lines) - 1

    def _reach(self, box: Box) -> list[Reach]:
        """What each line can come to over a box."""
        reach: list[Reach] = []
        for line in self._lines:
            if isinstance(line, int):
                reach.append((line, line))
            elif isinstance(line, range):
                one = box[line.start]
                reach.append((one[0], one[-1]))
            else:
                op, a, b = line
                reach.append(_combined(op, reach[a], reach[b]))
        return reach

    def _left(self, condition: Open, reach: Sequence[Reach], box: Box) -> Open | bool:
        """What of the condition is still open on the box, or whether it holds."""
        if isinstance(condition, Compared):
            answer = _verdict(condition.symbol, reach[condition.left], reach[condition.right])
            return condition if answer is None and not condition.is_fixed(box) else bool(answer)
        is_any, open_parts = isinstance(condition, Either), list[Open]()
        for part in condition.parts:
            left = self._left(part, reach, box)
            if left is is_any:
                return is_any
            if not isinstance(left, bool):
                open_parts.append(left)
        if not open_parts:
            return not is_any
        return type(condition)(tuple(open_parts))

    def _distance(self, goal: Open, reach: Sequence[Reach], box: Box) -> float:
        """How far what the box gives is from the goal at least; at a point, how far it is."""
        if isinstance(goal, Compared):
            a, b = reach[goal.left], reach[goal.right]
            if a is None or b is None:
                return inf if goal.is_fixed(box) else 0
            return _gap(goal.symbol, a, b)
        distances = [self._distance(part, reach, box) for part in goal.parts]
        return min(distances, default=0) if isinstance(goal, Either) else sum(distances)


def _combined(op: Op, left: Reach, right: Reach) -> Reach:
    if left is None or right is None:
        return None
    try:
        return corners(op, left, right)
    except ZeroDivisionError:
        return None


def _verdict(symbol: str, a: Reach, b: Reach) -> bool | None:
    """Whether a comparison holds, between these bounds; None where it may or may not."""
    if a is None or b is None:
        return None
    if symbol == "divides":
        return _divides(a, b)
    if _gap(symbol, a, b):
        return False
    if symbol == "=":
        return True if a[0] == a[1] == b[0] == b[1] else None
    return True if (a[1] <= b[0] if symbol == "<=" else a[0] >= b[1]) else None


def _divides(divisor: Bounds, number: Bounds) -> bool | None:
    if number == (0, 0) and not divisor[0] <= 0 <= divisor[1]:
        return True
    if divisor[0] == divisor[1]:
        by, (least, most) = abs(divisor[0]), number
        if by == 0 or most // by * by < least:
            return False
        return True if by == 1 or least == most else None
    is_larger = divisor[0] > max(abs(number[0]), abs(number[1]))
    return False if is_larger and not number[0] <= 0 <= number[1] else None


def _gap(symbol: str, a: Bounds, b: Bounds) -> float:
    """How far two numbers between these bounds are from comparing so, at least."""
    over, under = max(0, a[0] - b[1]), max(0, b[0] - a[1])
    match symbol:
        case "<=":
            return over
        case ">=":
            return under
        case "=":
            return over + under
        case _:
            return b[0] % a[0] if a[0] == a[1] != 0 and b[0] == b[1] else 0


def among(condition: Open) -> frozenset[int]:
    """The unknowns that a condition hangs on."""
    if isinstance(condition, Compared):
        return condition.among
    return frozenset[int]().union(*map(among, condition.parts))
