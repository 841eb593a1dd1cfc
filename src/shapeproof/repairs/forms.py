"""Another form of what a layer reads: axes made one, moved, put in or left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import product
from shapeproof.repairs.values import says
from shapeproof.rules.rule import Facts, Layer, Tensor

Axes = tuple[int | tuple[int, ...], ...]
"""The places that axes had: -1 for a new axis of 1, a tuple for axes made one."""


class Move(NamedTuple):
    """A change of form of one input, and what the layer says then.

    One `of_model` leaves out more than an axis of 1, and only the model's own input can be so.
    """

    input: int
    axes: Axes
    facts: Facts
    of_model: bool = False


def moves(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Move]:
    """The changes of form with which the layer takes its inputs, the most usual first."""
    for i, x in enumerate(inputs):
        for axes in _forms(x):
            facts = says(layer, (*inputs[:i], _formed(x, axes), *inputs[i + 1 :]))
            if facts is not None:
                of_model = len(axes) < len(x.shape) and axes[1:2] == (2,) and not _is_one(x, 1)
                yield Move(i, axes, facts, of_model)


def moved(x: Tensor, move: Move) -> Tensor:
    """The tensor in the form that a move gives it."""
    return _formed(x, move.axes)


def _formed(x: Tensor, axes: Axes) -> Tensor:
    return x._replace(shape=tuple(_size(x, axis) for axis in axes))


def is_meant(x: Tensor, move: Move) -> bool:
    """Whether a layer hardly takes this form by chance: all axes made one, or the last axis, which
    no other is like, brought to the front as channels, or back."""
    shape, axes, last = x.shape, move.axes, len(x.shape) - 1
    if last < 2:
        return False
    return (
        axes == flattened(len(shape))
        or (axes == (0, last, *range(1, last)) and shape[last] not in shape[1:last])
        or (last > 2 and axes == (0, *range(2, last + 1), 1) and shape[1] not in shape[2:])
    )


def flattened(rank: int) -> Axes:
    """All axes but the batch made one."""
    return (0, tuple(range(1, rank)))


def _size(x: Tensor, axis: int | tuple[int, ...]) -> Dim:
    if isinstance(axis, tuple):
        return product(x.shape[one] for one in axis)
    return 1 if axis < 0 else x.shape[axis]


def _forms(x: Tensor) -> Iterator[Axes]:
    rank = len(x.shape)
    axes = tuple(range(rank))
    if rank > 2:
        yield flattened(rank)
        to_front, to_back = (0, rank - 1, *axes[1:-1]), (0, *axes[2:], 1)
        yield from dict.fromkeys((to_front, to_back))
        if rank == 4:
            orders = ((0, *order) for order in permutations(axes[1:]))
            yield from (one for one in orders if one not in (axes, to_front, to_back))
    for axis in axes:
        if _is_one(x, axis) or (axis == 1 and rank > 3):
            yield (*axes[:axis], *axes[axis + 1 :])
    yield (*axes, -1)
    yield (-1, *axes)
    if rank > 1:
        yield (0, -1, *axes[1:])


def _is_one(x: Tensor, axis: int) -> bool:
    size = x.shape[axis]
    return isinstance(size, int) and size == 1 and not isinstance(size, PerExample)
