"""Values of a source in nested lists, tuples and dicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from shapeproof.read.source.budget import too_deep

MOST_PARTS, MOST_DEEP = 1_000_000, 500
"""The most values that are found in a structure, and how deep they may lie."""


def every(values: Iterable[Any], opened: Callable[[Any], Any], most: int = MOST_PARTS) -> list[Any]:
    """The values of nested lists, tuples and dicts, in order; `opened` makes one of these of what
    stands for several values, and leaves all else alone."""
    found: list[Any] = []
    waiting, visits = [iter(values)], 0
    while waiting:
        for each in waiting[-1]:
            visits += 1
            value = opened(each)
            if isinstance(value, dict):
                value = list(value.values())
            if isinstance(value, list | tuple):
                waiting.append(iter(value))
                break
            found.append(value)
        else:
            waiting.pop()
        if visits > most or len(waiting) > MOST_DEEP:
            raise too_deep()
    return found
