"""Other sizes of what a layer reads, with which it takes it.

>>> from shapeproof.rules.torch import module
>>> linear = Layer(module("Linear"), {"in_features": 1050, "out_features": 10})
>>> [(one.input, one.axis, one.value) for one in resized(linear, (Tensor((2, 1568)),))]
[(0, 1, 1050)]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from shapeproof.repairs.values import accepted, says
from shapeproof.rules.rule import Facts, Layer, Shape, Tensor


class Resized(NamedTuple):
    """One size of an input that shall be another, and what the layer says then: the first of them
    where more sizes go with it."""

    input: int
    axis: int
    was: Any
    value: Any
    facts: Facts

    @property
    def distance(self) -> int:
        return abs(int(self.value) - int(self.was))


Inputs = tuple[Tensor, ...]


def resized(layer: Layer, inputs: Inputs) -> Iterator[Resized]:
    """The sizes with which a layer takes its inputs: one, then all of a square, then those of all
    inputs where they are alike, then those of one input for another's."""
    for i, x in enumerate(inputs):
        for axis in range(1, len(x.shape)):
            if type(x.shape[axis]) is int:
                yield from _of(layer, inputs, {i}, {axis})
    for i, x in enumerate(inputs):
        for size in dict.fromkeys(one for one in x.shape[1:] if type(one) is int):
            axes = [axis for axis, one in enumerate(x.shape) if axis and one == size]
            if len(axes) > 1:
                yield from _of(layer, inputs, {i}, axes)
    if len(inputs) > 1 and len({x.shape for x in inputs}) == 1:
        for axis in range(1, len(inputs[0].shape)):
            yield from _of(layer, inputs, range(len(inputs)), {axis})
    yield from _alike(layer, inputs)


def _of(
    layer: Layer, inputs: Inputs, among: Collection[int], axes: Collection[int]
) -> Iterator[Resized]:
    """Another size along these axes of these inputs, the same for all."""

    def make(value: Any) -> tuple[Layer, Inputs]:
        return layer, tuple(
            _with(x, dict.fromkeys(axes, value)) if i in among else x for i, x in enumerate(inputs)
        )

    first, axis = min(among), min(axes)
    was = inputs[first].shape[axis]
    for value, facts in accepted(make, was):
        yield Resized(first, axis, was, value, facts)


def _alike(layer: Layer, inputs: Inputs) -> Iterator[Resized]:
    """The sizes of one input for those of another, along all axes in which they differ, or along
    all of these but one."""
    for i, x in enumerate(inputs):
        for other in (*inputs[:i], *inputs[i + 1 :]):
            if len(other.shape) == len(x.shape):
                yield from _as_other(layer, inputs, i, other.shape)


def _as_other(layer: Layer, inputs: Inputs, i: int, shape: Shape) -> Iterator[Resized]:
    own = inputs[i].shape
    apart = [axis for axis, size in enumerate(own) if axis and size != shape[axis]]
    if not all(type(own[a]) is int and type(shape[a]) is int for a in apart):
        return
    for axes in (apart, *([axis for axis in apart if axis != one] for one in apart)):
        changed = _with(inputs[i], {axis: shape[axis] for axis in axes})
        facts = says(layer, (*inputs[:i], changed, *inputs[i + 1 :])) if axes else None
        if facts is not None:
            yield Resized(i, axes[0], own[axes[0]], shape[axes[0]], facts)
            return


def _with(x: Tensor, sizes: dict[int, Any]) -> Tensor:
    return x._replace(shape=tuple(sizes.get(axis, size) for axis, size in enumerate(x.shape)))
