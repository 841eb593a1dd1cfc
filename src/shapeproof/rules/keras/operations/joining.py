"""Operations that put tensors together, and take them apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import divides, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import dtypes, joining, views
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.joining import end_to_end
from shapeproof.rules.arithmetic.reading import MOVED, need_rank, sizes_of
from shapeproof.rules.rule import Facts, Rule, ShapeError, Tensor, need


def concatenate(*xs: Tensor, axis: int = 0) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis {axis}, counting the batch as 0,
    where their sizes add up to {joined}; all their other sizes must agree."""
    need(len(xs) >= 1, "it takes a list of inputs, and has none")
    out, cell = end_to_end(sizes_of(*xs), axis, MOVED)
    return Facts(Tensor(out, dtypes.promoted(*(x.dtype for x in xs))), cell=cell)


def stacked_along(*xs: Tensor, along: int) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis {along}, counting the batch as 0,
    where their sizes add up to {joined}; all their other sizes must agree."""
    for x in xs:
        need_rank(x, along + 1)
    return concatenate(*xs, axis=along)


def dstack(*xs: Tensor) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis 2, counting the batch as 0; one
    with fewer axes gets axes that are 1 long.  All their other sizes must agree."""
    return joining.of_moved(joining.with_least_axes(xs, 3), partial(concatenate, axis=2))


def append(x1: Tensor, x2: Tensor, *, axis: int | None = None) -> Facts:
    """Puts the second input behind the first.  Unless `axis` names one, all numbers of each are
    laid in a row first.  With `axis`, that is done along axis {axis}, counting the batch as 0."""
    if axis is not None:
        return concatenate(x1, x2, axis=axis)
    rows = [
        Tensor((views.in_a_row(sizes, ""),), x.dtype)
        for sizes, x in zip(sizes_of(x1, x2), (x1, x2))
    ]
    return concatenate(*rows)._replace(cell=None)


def stack(*x: Tensor, axis: int = 0) -> Facts:
    """Lays the {inputs} inputs, all of one shape, side by side along a new axis {axis}, counting
    the batch as 0."""
    return joining.side_by_side(x, axis, dtypes.promoted(*(each.dtype for each in x)))


def split(x: Tensor, *, indices_or_sections: tuple[int, ...] | int, axis: int = 0) -> Facts:
    """Cuts the input into parts along axis {axis}, counting the batch as 0: as many as
    `indices_or_sections` says ({indices_or_sections}), all of one size, or at the places that it
    names."""
    [sizes] = sizes_of(x)
    along = from_front(axis, len(sizes))
    return joining.in_parts(x, sizes, along, _parts(sizes[along], indices_or_sections))


def _parts(size: Dim, cut: tuple[int, ...] | int) -> Sequence[Dim]:
    if isinstance(cut, tuple):
        return joining.between_places(size, cut)
    joining.need_parts(cut)
    if isinstance(size, PerExample):
        return (size,) * cut
    need(
        divides(cut, size),
        "{size} cannot be cut into {parts:part|parts} of one size",
        size=size,
        parts=cut,
    )
    return (step("part", size // cut),) * cut


def cut_along(x: Tensor, *, indices_or_sections: tuple[int, ...] | int, along: int) -> Facts:
    """Cuts the input into parts along axis {along}, counting the batch as 0: as many as
    `indices_or_sections` says ({indices_or_sections}), all of one size, or at the places that it
    names."""
    rank = len(x.shape)
    need_rank(x, 1 if along == 1 else along + 1 if along else 2)
    return split(x, indices_or_sections=indices_or_sections, axis=min(along, rank - 1))


def array_split(x: Tensor, *, indices_or_sections: int, axis: int = 0) -> Facts:
    """Cuts the input into {indices_or_sections} parts along axis {axis}, counting the batch as 0,
    as even as whole steps allow: the first ones are 1 longer where some are left over."""
    [sizes] = sizes_of(x)
    along = from_front(axis, len(sizes))
    parts = joining.even_parts(sizes[along], indices_or_sections)
    return joining.in_parts(x, sizes, along, parts)


def unstack(x: Tensor, *, num: int | None = None, axis: int = 0) -> Facts:
    """Takes the input apart along axis {axis}, counting the batch as 0: each step of it becomes a
    tensor of its own."""
    [sizes] = sizes_of(x)
    along = from_front(axis, len(sizes))
    size = sizes[along]
    count = num if num is not None else None if isinstance(size, PerExample) else known(size)
    if count is None:
        raise ShapeError(say("nobody knows how long axis {axis} is; say it: num=…", axis=along))
    return joining.taken_apart(x, sizes, along, count)


def meshgrid(*x: Tensor, indexing: str = "xy") -> Facts:
    """Lays the numbers of each of the {inputs} inputs along an axis of its own, and repeats them
    along the others: one tensor for each input."""
    return joining.crossed(x, indexing)


RULES = [
    Rule("concatenate", concatenate),
    Rule("vstack", stacked_along, {"along": 0}),
    Rule("hstack", stacked_along, {"along": 1}),
    Rule("dstack", dstack),
    Rule("append", append),
    Rule("stack", stack),
    Rule("split", split),
    Rule("vsplit", cut_along, {"along": 0}),
    Rule("hsplit", cut_along, {"along": 1}),
    Rule("dsplit", cut_along, {"along": 2}),
    Rule("array_split", array_split),
    Rule("unstack", unstack),
    Rule("meshgrid", meshgrid),
]
