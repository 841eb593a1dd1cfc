"""What one number of a merged tensor is made of: a NaN in an input shows where it was used."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import pytest

from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, within

Function = Callable[..., Array]
Shapes = tuple[tuple[int, ...], ...]


def assert_cells_are_true(
    name: str, arguments: dict[str, Any], function: Function, shapes: Shapes
) -> None:
    """Every output reads of every input what the rule's `cell` says, and no more."""
    inputs = [np.random.default_rng(0).normal(size=shape) for shape in shapes]
    facts = layer(name, **arguments)(*map(Tensor, shapes))
    assert facts.cell
    assert facts.outputs[0].shape == function(*inputs).shape
    for index in np.ndindex(*function(*inputs).shape):
        reads = facts.cell(index)
        assert len(reads.inputs) == len(inputs)
        for k, ranges in enumerate(reads.inputs):
            claimed = set() if ranges is None else within(ranges, shapes[k])
            assert claimed == used(function, inputs, k, index), (name, arguments, index, k)


def used(
    function: Function, inputs: list[Array], k: int, index: tuple[int, ...]
) -> set[tuple[int, ...]]:
    """The places of input `k` at which a NaN comes out at `index`."""
    found = set()
    for place in np.ndindex(inputs[k].shape):
        spoilt = inputs[k].copy()
        spoilt[place] = np.nan
        if np.isnan(function(*inputs[:k], spoilt, *inputs[k + 1 :])[index]):
            found.add(place)
    return found


def lined_up(*inputs: Array) -> list[Array]:
    """Keras puts axes that an input lacks behind its batch."""
    rank = max(x.ndim for x in inputs)
    return [x.reshape(len(x), *(1,) * (rank - x.ndim), *x.shape[1:]) for x in inputs]


@pytest.mark.parametrize(
    "shapes",
    [
        ((2, 3, 4), (2, 3, 4)),
        ((2, 3, 1), (2, 1, 4)),
        ((2, 3), (2, 2, 3)),
        ((2, 2, 3), (2, 1), (2, 1, 3)),
    ],
)
@pytest.mark.parametrize(
    ("name", "function"),
    [("Add", np.add), ("Multiply", np.multiply), ("Average", np.add), ("Maximum", np.maximum)],
)
def test_merging_reads_the_same_place_of_each(name: str, function: Any, shapes: Shapes) -> None:
    assert_cells_are_true(name, {}, lambda *xs: reduce(function, lined_up(*xs)), shapes)


def test_subtracting_reads_the_same_place_of_both() -> None:
    assert_cells_are_true("Subtract", {}, np.subtract, ((2, 3, 1), (2, 3, 2)))


@pytest.mark.parametrize(
    ("axis", "shapes"),
    [
        (-1, ((2, 3), (2, 1), (2, 4))),
        (1, ((2, 3, 2), (2, 2, 2))),
        (-2, ((2, 3, 2), (2, 2, 2))),
        (2, ((2, 3, 2), (2, 3, 1))),
    ],
)
def test_concatenation_reads_one_number_of_one_input(axis: int, shapes: Shapes) -> None:
    assert_cells_are_true(
        "Concatenate", {"axis": axis}, lambda *xs: np.concatenate(xs, axis), shapes
    )


@pytest.mark.parametrize(
    ("axes", "letters", "shapes"),
    [
        (1, "bi,bi->b", ((2, 3), (2, 3))),
        (2, "bij,bkj->bik", ((2, 3, 4), (2, 2, 4))),
        ((1, 2), "bij,bki->bjk", ((2, 3, 4), (2, 2, 3))),
        ((-1, 1), "bij,bj->bi", ((2, 3, 4), (2, 4))),
        ((1, 2), "bj,bijk->bik", ((2, 3), (2, 2, 3, 2))),
        ((2, 1), "bijk,bjm->bikm", ((2, 2, 3, 2), (2, 3, 2))),
    ],
)
def test_dot_walks_along_both_axes(axes: Any, letters: str, shapes: Shapes) -> None:
    def product(x: Array, y: Array) -> Array:
        result: Array = np.einsum(letters, x, y)
        return result[:, None] if result.ndim == 1 else result

    assert_cells_are_true("Dot", {"axes": axes}, product, shapes)
