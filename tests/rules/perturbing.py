"""The truth about a cell: change one number of an input or a weight, see which outputs change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np

from shapeproof.message import Message
from shapeproof.rules.rule import Layer, Tensor

Array = np.ndarray[Any, Any]
Function = Callable[..., Array]


def assert_cells_are_true(
    layer: Layer,
    function: Function,
    x: Array,
    weights: Mapping[str, Array] | None = None,
    changes: tuple[float, ...] = (1e3, -1e3),
) -> None:
    """Every output of `function(x, **weights)` reads what the rule's `cell` says, and no more."""
    weights = dict(weights or {})
    facts = layer(Tensor(x.shape))
    assert facts.cell
    y = function(x, **weights)
    assert facts.outputs[0].shape == y.shape
    given = {"": x, **weights}
    truth = {name: influence(function, given, name, y, changes) for name in given}
    for index in np.ndindex(y.shape):
        reads = facts.cell(index)
        (ranges,) = reads.inputs
        claimed = set() if ranges is None else within(ranges, x.shape)
        assert claimed == truth[""][index], (layer, index)
        for name, weight in weights.items():
            claimed = within(reads.weights[name], weight.shape) if name in reads.weights else set()
            assert claimed == truth[name][index], (layer, index, name)
        assert set(reads.weights) <= set(weights)
        assert isinstance(reads.made, Message)


def within(ranges: tuple[range, ...], shape: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The places that the ranges cover, without the padding around the array."""
    assert len(ranges) == len(shape)
    return {
        place for place in product(*ranges) if all(0 <= i < size for i, size in zip(place, shape))
    }


def influence(
    function: Function,
    given: Mapping[str, Array],
    name: str,
    y: Array,
    changes: tuple[float, ...],
) -> dict[tuple[int, ...], set[tuple[int, ...]]]:
    """For each output, the places of one array that it depends on."""
    read: dict[tuple[int, ...], set[tuple[int, ...]]] = {at: set() for at in np.ndindex(y.shape)}
    for place in np.ndindex(given[name].shape):
        for change in changes:
            changed = {key: array.copy() for key, array in given.items()}
            changed[name][place] += change
            moved = function(changed.pop(""), **changed) != y
            for at in zip(*np.nonzero(moved)):
                read[tuple(map(int, at))].add(place)
    return read
