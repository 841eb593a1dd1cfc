"""Whole numbers found by trying, where what they lead to grows or falls and has no formula.

`algebra.inverse` finds all of them, but wants a formula.  Across layers there is none: arguments
that repeat a size (`in_channels`) are whole numbers and follow it, and a layer in between may
refuse a value, which is told here by None.  So those nearest to what is there are looked for.

>>> nearest(lambda n: n // 3 + 1, start=6, target=5, least=1, most=100)
range(12, 15)
>>> nearest(lambda n: 60 - n, start=40, target=50, least=1, most=100)
range(10, 11)
"""

from __future__ import annotations

from collections.abc import Callable

Number = Callable[[int], int | None]
"""What a value leads to; None where it cannot be."""


def nearest(number: Number, start: int, target: int, least: int, most: int) -> range | None:
    """The values nearest to `start` that lead to the target, in one run; above it before below."""
    if number(start) == target:
        return _reach(number, start, 1, target, least, most)
    for way in (1, -1):
        if (first := _first(number, start, way, target, least, most)) is not None:
            return _reach(number, first, way, target, least, most)
    return None


def _first(number: Number, start: int, way: int, target: int, least: int, most: int) -> int | None:
    """The first value that leads to the target, going up or down from `start`."""
    here = number(start)
    if here is None:
        return None
    gap = target - here

    def falls_short(value: int) -> bool:
        there = number(value)
        return there is not None and 0 < (target - there) * gap <= gap * gap

    first = _last(falls_short, start, way, least, most) + way
    return first if least <= first <= most and number(first) == target else None


def _reach(number: Number, first: int, way: int, target: int, least: int, most: int) -> range:
    """All values from the first one on that lead to the target."""
    last = _last(lambda value: number(value) == target, first, way, least, most)
    return range(min(first, last), max(first, last) + 1)


def _last(holds: Callable[[int], bool], start: int, way: int, least: int, most: int) -> int:
    """The last value, going up or down from one that holds, up to which all hold."""
    inside, step = start, 1
    while True:
        outside = min(max(inside + way * step, least), most)
        if outside == inside:
            return inside
        if not holds(outside):
            break
        inside, step = outside, 2 * step
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        if holds(middle):
            inside = middle
        else:
            outside = middle
    return inside
