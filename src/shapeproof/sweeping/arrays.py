"""Lines of a program taken by NumPy for many candidates at once, exactly.

>>> from shapeproof.algebra.formula import Name
>>> from shapeproof.sweeping.program import Writer
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

from shapeproof.algebra.formula import ARITHMETIC, Op
from shapeproof.algebra.inverse import Bounds, corners
from shapeproof.sweeping.program import AND, NUMBER, OR, UNKNOWN, Line

Array = np.ndarray[Any, Any]
LARGEST = 2**63 - 1
"""What fits into an int64, with either sign; anything else is computed with Python's numbers."""


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


def _bounds(op: Op, a: Known, b: Known) -> Bounds:
    """What the operation can come to; nothing is divided by 0."""
    sides = [(b.least, b.most)]
    if op in (Op.FLOOR, Op.CEIL) and b.least <= 0 <= b.most:
        sides = [side for side in ((b.least, -1), (1, b.most)) if side[0] <= side[1]]
    reached = [corners(op, (a.least, a.most), side) for side in sides]
    return min(least for least, _ in reached), max(most for _, most in reached)


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
