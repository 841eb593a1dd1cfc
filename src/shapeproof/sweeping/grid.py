"""What varies: the values of each key, and the grid of candidates that they span.

>>> parsed("conv1d.filters=4:10:2,32")
Axis(key='conv1d.filters', values=(4, 6, 8, 10, 32))
>>> parsed("conv1d.padding=same,valid").values, parsed("dense.use_bias=true,false").values
(('same', 'valid'), (True, False))
>>> list(boxes((3, 4), 8))
[(range(0, 2), range(0, 4)), (range(2, 3), range(0, 4))]
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from sys import maxsize
from typing import Any, NamedTuple

from shapeproof.message import ShapeproofError, say

MOST_LISTED = 1_000_000
"""How many values may be listed one by one; a range by itself may be of any length."""
WORDS: dict[str, Any] = {"true": True, "false": False, "none": None}
NUMBER = r"-?\d(?:_?\d){0,29}"
RANGE = re.compile(rf"({NUMBER}):({NUMBER})(?::({NUMBER}))?")
TUPLE = re.compile(rf"\(\s*{NUMBER}\s*(,\s*{NUMBER}\s*)*,?\s*\)")
WORD = re.compile(r"[^\W\d]\w*")
Box = tuple[range, ...]
"""A piece of the grid: the places on each axis."""


class VaryError(ShapeproofError):
    """What is to vary cannot be understood."""


class Axis(NamedTuple):
    """A key and the values that it takes, in order."""

    key: str
    values: Sequence[Any]

    @property
    def is_of_numbers(self) -> bool:
        values = self.values
        return isinstance(values, range) or all(type(value) is int for value in values)

    @property
    def ordered(self) -> Axis:
        """Numbers from the least to the most; settings as they are."""
        return Axis(self.key, sorted(self.values)) if self.is_of_numbers else self


def parsed(text: str) -> Axis:
    """`LAYER.ARGUMENT=1:60`: both ends are meant; `1:60:2`, `4,8,16`, `1:5,8`, `same,valid`.

    Raises `VaryError` for anything else.
    """
    key, equals, values = text.partition("=")
    pieces = [piece.strip() for piece in re.split(r",(?![^(]*\))", values)]
    if not equals or not key.strip() or not all(pieces):
        raise VaryError(
            say("`{text}`: write LAYER.ARGUMENT=VALUES, such as conv1d.kernel_size=1:60 or "
                "conv1d.padding=same,valid", text=text)
        )  # fmt: skip
    return axis(key.strip(), [_values(piece, text) for piece in pieces])


def axis(key: str, pieces: Sequence[Sequence[Any]]) -> Axis:
    """The axis of all these values, each once.

    Raises `VaryError` where there are none, or too many.
    """
    try:
        count = sum(map(len, pieces))
    except OverflowError:
        raise VaryError(say("{key} has more than {most} values", key=key, most=maxsize)) from None
    if not count:
        raise VaryError(say("{key} has no values; a range such as 1:60 takes both ends", key=key))
    if len(pieces) == 1 and isinstance(pieces[0], range):
        return Axis(key, pieces[0])
    if count > MOST_LISTED:
        raise VaryError(
            say("{key} has {count} values; at most {most} can be listed, a range by itself may "
                "have more", key=key, count=count, most=MOST_LISTED)
        )  # fmt: skip
    once = {(type(value), value): value for piece in pieces for value in piece}
    return Axis(key, tuple(once.values()))


def given(vary: Mapping[str, Any]) -> tuple[Axis, ...]:
    """The axes of `{"conv1d.kernel_size": range(1, 61), "conv1d.padding": ("same", "valid")}`.

    A value by itself is an axis of one.  Raises `VaryError` where an axis has no values.
    """
    return tuple(axis(key, [_listed(values)]) for key, values in vary.items())


def _listed(values: Any) -> Sequence[Any]:
    if isinstance(values, range):
        return values
    if isinstance(values, str) or not isinstance(values, Iterable):
        return (_plain(values),)
    return tuple(map(_plain, values))


def _plain(value: Any) -> Any:
    """A whole number of NumPy's as one of Python's."""
    if isinstance(value, bool | str | tuple) or value is None:
        return value
    if isinstance(value, list):
        return tuple(value)
    try:
        return operator.index(value)
    except TypeError:
        raise VaryError(
            say("{value} is neither a whole number nor a setting", value=repr(value))
        ) from None


def _values(piece: str, text: str) -> Sequence[Any]:
    """What one piece between commas stands for."""
    if found := RANGE.fullmatch(piece):
        first, last, step = int(found[1]), int(found[2]), int(found[3] or 1)
        return range(first, last + 1, step) if step > 0 else ()
    if piece.lower() in WORDS:
        return (WORDS[piece.lower()],)
    if WORD.fullmatch(piece.strip("'\"")):
        return (piece.strip("'\""),)
    if TUPLE.fullmatch(piece):
        return (tuple(int(size) for size in re.findall(NUMBER, piece)),)
    if re.fullmatch(NUMBER, piece):
        return (int(piece),)
    raise VaryError(
        say("`{text}`: `{piece}` is no value; there are numbers (4), ranges with both ends (1:60, "
            "1:60:2), words (same, true, none) and tuples ((3,3))", text=text, piece=piece)
    )  # fmt: skip


def boxes(shape: Sequence[int], most: int) -> Iterator[Box]:
    """The grid in pieces of at most so many points, in the order of its points."""
    split = next(at for at in range(len(shape) + 1) if prod(shape[at + 1 :]) <= most)
    whole = tuple(map(range, shape[split + 1 :]))
    if split == len(shape):
        yield ()
        return
    width = max(most // prod(shape[split + 1 :]), 1)
    for outer in product(*map(range, shape[:split])):
        fixed = tuple(range(at, at + 1) for at in outer)
        for start in range(0, shape[split], width):
            yield (*fixed, range(start, min(start + width, shape[split])), *whole)
