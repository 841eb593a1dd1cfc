"""Values of a source in nested lists, tuples and dicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shapeproof.read.source.budget import too_deep

MOST_PARTS, MOST_DEEP = 100_000, 500
"""The most values that are found in a structure, and how deep they may lie."""


def every(values: Iterable[Any]) -> list[Any]:
    """The values of nested lists, tuples and dicts, in order."""
    found: list[Any] = []
    waiting, visits = [iter(values)], 0
    while waiting:
        for value in waiting[-1]:
            visits += 1
            if isinstance(value, dict):
                waiting.append(iter(value.values()))
                break
            if isinstance(value, list | tuple):
                waiting.append(iter(value))
                break
            found.append(value)
        else:
            waiting.pop()
        if visits > MOST_PARTS or len(waiting) > MOST_DEEP:
            raise too_deep()
    return found
