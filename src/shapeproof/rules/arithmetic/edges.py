"""Edges: what is added or cut off at both ends of an axis."""

from __future__ import annotations

from typing import Any, TypeGuard

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import step
from shapeproof.message import Message, noun, say
from shapeproof.rules.arithmetic.axes import SPATIAL
from shapeproof.rules.rule import Sizes, called, need

Edges = Sizes | tuple[Sizes, ...]
"""One size for all ends, a size for both ends of each axis, or a size for each end."""

Row = Sizes
"""One size for all ends, or the ends in a row, those of the last axis first, as torch has them."""

Ends = tuple[Dim, Dim]
ENDS = {
    "steps": {"start": say("{n} at the start"), "end": say("{n} at the end")},
    "depth": {"front": say("{n} at the front"), "back": say("{n} at the back")},
    "height": {"top": say("{n} at the top"), "bottom": say("{n} at the bottom")},
    "width": {"left": say("{n} on the left"), "right": say("{n} on the right")},
}


def both_ends(value: Edges, rank: int, what: str) -> tuple[Ends, ...]:
    """What stands at the two ends of each axis, called `top padding`, `bottom padding`.

    >>> both_ends(((1, 2), 3), 2, "padding")
    ((1, 2), (3, 3))
    """
    axes: tuple[Any, ...] = (value,) if rank == 1 else _twice(value, rank)
    need(
        len(axes) == rank,
        "{what} takes {rank:entry|entries}, one an axis, not {given}",
        what=what,
        rank=rank,
        given=len(axes),
    )
    return tuple(_ends(one, axis, what) for one, axis in zip(axes, SPATIAL[rank]))


def _ends(value: Any, axis: str, what: str) -> Ends:
    ends = _twice(value, 2)
    need(
        len(ends) == 2 and not any(isinstance(end, tuple) for end in ends),
        "{what} takes a size, or two sizes: one for each end of the {axis}",
        what=what,
        axis=noun(axis),
    )
    for size in ends:
        need(size >= 0, "{what} must be 0 or more at every end, not {size}", what=what, size=size)
    before, after = (called(size, f"{end} {what}") for size, end in zip(ends, ENDS[axis]))
    return before, after


def _twice(value: Any, times: int) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,) * times  # pyright: ignore


def of_row(row: tuple[Dim, ...], axes: tuple[str, ...]) -> tuple[Ends, ...]:
    """What stands at the two ends of each of the last axes, where a row says it.

    >>> of_row((1, 2, 3, 4), ("batch", "height", "width"))
    ((3, 4), (1, 2))
    """
    need(
        len(row) % 2 == 0,
        "padding has two sizes for each axis, one for each end, and {given} are no pairs",
        given=len(row),
    )
    pairs = in_pairs(row)
    need(
        len(pairs) <= len(axes),
        "padding has sizes for {given:axis|axes}, and the input has {rank}",
        given=len(pairs),
        rank=len(axes),
    )
    return tuple(
        (called(before, first), called(after, last))
        for (before, after), (first, last) in zip(
            pairs, map(names_of_ends, axes[len(axes) - len(pairs) :])
        )
    )


def in_pairs(row: tuple[Dim, ...]) -> tuple[Ends, ...]:
    """The ends of each axis, those of the first axis first."""
    return tuple(zip(row[::2], row[1::2]))[::-1]


def names_of_ends(axis: str) -> tuple[str, str]:
    """What is laid at the ends of an axis is called.

    >>> names_of_ends("width"), names_of_ends("size 2")
    (('left padding', 'right padding'), ('padding before size 2', 'padding behind size 2'))
    """
    if axis in ENDS:
        first, last = ENDS[axis]
        return f"{first} padding", f"{last} padding"
    return f"padding before {axis}", f"padding behind {axis}"


def widened(size: Dim, ends: Ends, name: str) -> Dim:
    """How long an axis gets by what is added at its ends; what is less than 0 is cut off."""
    before, after = ends
    if before is after and not is_cut(before):
        return step(name, size + 2 * before)
    for end in ends:
        size = size - -end if is_cut(end) else size + end
    return step(name, size)


def is_cut(end: Dim) -> TypeGuard[int]:
    """Whether an end is cut off: only a number may say so."""
    return isinstance(end, int) and end < 0


def narrowed(size: Dim, ends: Ends, name: str) -> Dim:
    """What is left of an axis when its ends are cut off: one step at least."""
    before, after = ends
    need(
        before + after + 1 <= size,
        "cutting off {before} and {after} leaves nothing of {size}",
        before=before,
        after=after,
        size=size,
    )
    if before is after:
        return step(name, size - 2 * before)
    return step(name, size - before - after)


def told(value: Any, rank: int) -> tuple[Message, ...]:
    """Edges in words, an end a message."""
    axes = (value,) if rank == 1 else _twice(value, rank)
    return _of_axes(axes, SPATIAL[rank])


def told_of_row(value: Any, rank: int) -> tuple[Message, ...]:
    """The same where the ends stand in a row, those of the last axis first."""
    pairs = in_pairs(_twice(value, 2 * rank))
    return _of_axes(pairs, SPATIAL[rank][-len(pairs) :])


def _of_axes(axes: tuple[Any, ...], names: tuple[str, ...]) -> tuple[Message, ...]:
    return tuple(
        message._replace(values={"n": size})
        for one, axis in zip(axes, names)
        for size, message in zip(_twice(one, 2), ENDS[axis].values())
    )
