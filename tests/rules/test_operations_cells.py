"""What one number of an operation is made of: a NaN in an input shows where it was used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from shapeproof.rules.arithmetic.brackets import REST, Span
from shapeproof.rules.keras.operations.multiplying import TURNED
from shapeproof.rules.rule import Layer, Tensor
from tests.grids.operations import operation
from tests.rules.perturbing import Array, within
from tests.rules.test_merging_cells import used

Shapes = tuple[tuple[int, ...], ...]


def of_numpy(name: str) -> Callable[..., Array]:
    function: Callable[..., Array] = getattr(np, name)
    return function


def softmax(x: Array, axis: Any = -1) -> Array:
    powers = np.exp(x)
    result: Array = powers / np.sum(powers, axis=axis, keepdims=True)
    return result


def stepped(x: Array, key: tuple[Any, ...]) -> Array:
    whole = tuple(
        slice(part.start, part.stop, part.step)
        if isinstance(part, Span)
        else ...
        if part == REST
        else part
        for part in key
    )
    result: Array = x[whole]
    return result


FUNCTIONS: dict[str, Callable[..., Array]] = {
    "softmax": softmax,
    "reshape": lambda x, newshape: np.reshape(x, newshape),
    "tile": lambda x, repeats: np.tile(x, repeats),
    "get_item": stepped,
    "sort": lambda x, axis: np.sort(x, axis) + 0 * np.sum(x, axis, keepdims=True),
    "split": lambda x, indices_or_sections, axis: np.split(x, indices_or_sections, axis)[0],
    "unstack": lambda x, axis: np.moveaxis(x, axis, 0)[0],
    "concatenate": lambda *xs, axis: np.concatenate(xs, axis),
    "stack": lambda *xs, axis: np.stack(xs, axis),
}
CASES: list[tuple[str, dict[str, Any], Shapes]] = [
    *((name, {}, ((2, 3),)) for name in ("exp", "square", "negative", "ravel", "transpose")),
    *((name, {}, ((2, 3), (3,))) for name in ("add", "multiply", "divide", "maximum")),
    ("subtract", {}, ((2, 1, 4), (3, 1))),
    *(
        ("mean", given, ((2, 3, 4),))
        for given in ({}, {"axis": 1}, {"axis": (0, 2)}, {"axis": -1, "keepdims": True})
    ),
    ("max", {"axis": 2}, ((2, 3, 4),)),
    ("prod", {"axis": (1,)}, ((2, 3),)),
    ("cumsum", {"axis": 1}, ((2, 4),)),
    ("cumsum", {"axis": 0}, ((3, 2),)),
    ("sort", {"axis": -1}, ((2, 4),)),
    ("softmax", {"axis": -1}, ((2, 4),)),
    ("softmax", {"axis": (0, 1)}, ((2, 4),)),
    ("reshape", {"newshape": (4, 3)}, ((2, 6),)),
    ("reshape", {"newshape": (-1, 2)}, ((2, 2, 3),)),
    ("transpose", {"axes": (1, 2, 0)}, ((2, 3, 4),)),
    ("swapaxes", {"axis1": 0, "axis2": -1}, ((2, 3, 4),)),
    ("moveaxis", {"source": 0, "destination": 2}, ((2, 3, 4),)),
    ("expand_dims", {"axis": (0, 2)}, ((2, 3),)),
    ("squeeze", {"axis": 1}, ((2, 1, 3),)),
    ("squeeze", {}, ((1, 2, 1),)),
    ("flip", {}, ((2, 3),)),
    ("flip", {"axis": 1}, ((2, 3),)),
    ("tile", {"repeats": (2, 1, 2)}, ((2, 3),)),
    ("repeat", {"repeats": 2, "axis": 1}, ((2, 3),)),
    ("broadcast_to", {"shape": (2, 4, 3)}, ((4, 1),)),
    ("pad", {"pad_width": ((1, 0), (0, 2))}, ((2, 3),)),
    ("concatenate", {"axis": 1}, ((2, 3), (2, 1), (2, 2))),
    ("stack", {"axis": 1}, ((2, 3), (2, 3))),
    ("split", {"indices_or_sections": 2, "axis": 1}, ((2, 4),)),
    ("unstack", {"axis": 1}, ((2, 3),)),
    ("matmul", {}, ((2, 3), (3, 4))),
    ("matmul", {}, ((2, 2, 3), (1, 3, 2))),
    ("matmul", {}, ((3,), (2, 3, 2))),
    ("matmul", {}, ((2, 3), (3,))),
    ("get_item", {"key": (0, Span(1, 3))}, ((2, 4),)),
    ("get_item", {"key": (Span(), None, Span(None, None, 2))}, ((2, 5),)),
    ("get_item", {"key": (REST, -1)}, ((2, 3, 4),)),
    ("get_item", {"key": (Span(None, None, -1), Span(-3, -1))}, ((3, 5),)),
]


def test_what_is_turned_first_reads_the_turned_places() -> None:
    """TensorFlow's `matmul(a, b, transpose_b=True)`: the sum over both last axes at once."""
    a, b = Tensor((2, 3, 5)), Tensor((2, 4, 5))
    facts = TURNED(a, b, transpose_b=True)
    assert facts.outputs[0].shape == (2, 3, 4)
    assert facts.macs == 2 * 3 * 4 * 5
    assert facts.cell
    assert facts.cell((1, 2, 3)).inputs == (
        (range(1, 2), range(2, 3), range(5)),
        (range(1, 2), range(3, 4), range(5)),
    )


@pytest.mark.parametrize(("name", "arguments", "shapes"), CASES, ids=str)
def test_every_number_reads_what_the_cell_says(
    name: str, arguments: dict[str, Any], shapes: Shapes
) -> None:
    def function(*inputs: Array) -> Array:
        with np.errstate(all="ignore"):
            return (FUNCTIONS.get(name) or of_numpy(name))(*inputs, **arguments)

    inputs = [np.random.default_rng(0).uniform(1, 2, shape) for shape in shapes]
    facts = Layer(operation(name), arguments)(*map(Tensor, shapes))
    assert facts.cell
    result = function(*inputs)
    assert facts.outputs[0].shape == result.shape
    for index in np.ndindex(*result.shape):
        reads = facts.cell(index)
        assert len(reads.inputs) == len(inputs)
        for k, ranges in enumerate(reads.inputs):
            claimed = set() if ranges is None else within(ranges, shapes[k])
            assert claimed == used(function, inputs, k, index), (index, k)
