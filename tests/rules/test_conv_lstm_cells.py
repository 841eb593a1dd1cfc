"""Recurrent convolutions: a NaN that was put in comes out of what is made of it; products counted.

Windows grow from frame to frame, so what the oldest frame gives is told for every frame: all that
is read is told, and at the first frame no more than that.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.rules.rule import ShapeError, Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array
from tests.rules.test_recurrent_cells import Weights, claimed, sigmoid, used

FILTERS, TAPS = 2, 3


def convolved(x: Array, kernel: Array, stride: int, rate: int, padding: str) -> Array:
    """Steps by channels, under windows of taps that stand `rate` apart."""
    window = (TAPS - 1) * rate + 1
    lacking = 0
    if padding == "same":
        lacking = max((-(-len(x) // stride) - 1) * stride + window - len(x), 0)
    before = lacking // 2
    x = np.pad(x, ((before, lacking - before), (0, 0)))
    starts = range(0, len(x) - window + 1, stride)
    return np.stack(
        [np.einsum("tc,tcf->f", x[start : start + window : rate], kernel) for start in starts]
    )


def run(inputs: list[Array], w: Weights, every: bool, first: bool, **a: Any) -> Array:
    """ConvLSTM1D as its paper has it, without peepholes."""
    x, *states = (np.moveaxis(array, -2, -1) for array in inputs) if first else inputs
    backwards = a.pop("go_backwards")
    outputs = []
    for number, example in enumerate(x):
        h, c = (state[number] for state in states) if states else (None, None)
        shown = []
        for frame in example[:: -1 if backwards else 1]:
            sums = convolved(frame, w["kernel"], **a) + w["bias"]
            h, c = (np.zeros((len(sums), FILTERS)) if one is None else one for one in (h, c))
            sums = sums + convolved(h, w["recurrent_kernel"], 1, 1, "same")
            let_in, keep, new, show = np.split(sums, 4, axis=1)
            c = sigmoid(keep) * c + sigmoid(let_in) * np.tanh(new)
            h = sigmoid(show) * np.tanh(c)
            shown.append(h)
        outputs.append(np.stack(shown) if every else shown[-1])
    y = np.stack(outputs)
    return np.moveaxis(y, -2, -1) if first else y


@pytest.mark.parametrize(
    ("every", "first", "begun", "backwards", "geometry"),
    [
        *product([False, True], [False, True], [False, True], [False], [(1, 1, "valid")]),
        *product([True], [False], [False, True], [True], [(1, 1, "same"), (2, 1, "valid")]),
        *product([True], [True], [False], [False], [(1, 2, "valid"), (3, 1, "same")]),
    ],
)
def test_a_frame_reads_more_of_older_frames(
    every: bool, first: bool, begun: bool, backwards: bool, geometry: tuple[int, int, str]
) -> None:
    stride, rate, padding = geometry
    made = layer(
        "ConvLSTM1D",
        filters=FILTERS,
        kernel_size=TAPS,
        strides=stride,
        padding=padding,
        dilation_rate=rate,
        data_format="channels_first" if first else "channels_last",
        return_sequences=every,
        go_backwards=backwards,
    )
    length = -(-9 // stride) if padding == "same" else (9 - (TAPS - 1) * rate - 1) // stride + 1
    shapes = [(1, 3, 2, 9) if first else (1, 3, 9, 2)]
    shapes += [(1, FILTERS, length) if first else (1, length, FILTERS)] * (2 * begun)
    facts = made(*map(Tensor, shapes))
    assert facts.cell
    random = np.random.default_rng(0)
    inputs = [random.normal(size=shape) for shape in shapes]
    weights = {
        name: random.normal(size=tuple(map(int, weight.shape)))
        for name, weight in facts.weights.items()
    }

    def function(xs: list[Array], w: Weights) -> Array:
        return run(
            xs, w, every, first, stride=stride, rate=rate, padding=padding, go_backwards=backwards
        )

    assert function(inputs, weights).shape == facts.outputs[0].shape
    for key, array in [*enumerate(inputs), *weights.items()]:
        for index, found in used(function, inputs, weights, array).items():
            reads = facts.cell(index)
            told = reads.weights[key] if isinstance(key, str) else reads.inputs[key]
            covered = claimed(told, array)
            is_exact = (every and index[1] == 0) or not isinstance(key, int) or key > 0
            assert covered == found if is_exact else covered >= found, (index, key)
            assert str(reads.made)


def test_at_the_oldest_frame_no_more_is_told_than_is_read() -> None:
    made = layer("ConvLSTM1D", filters=FILTERS, kernel_size=TAPS)
    facts = made(Tensor((1, 3, 9, 2)))
    assert facts.cell
    ((_, frames, steps, _),) = facts.cell((0, 3, 0)).inputs  # type: ignore[misc]
    assert (frames, steps) == (range(3), range(1, 8))  # 3 taps, and one more on each side a frame


@pytest.mark.parametrize(
    ("arguments", "shape", "macs", "others"),
    [
        # frames x places x taps x (channels + filters) x 4 gates x filters; 4 biases, 3 + 2
        # activations, 3 products and a sum for each number
        ({}, (5, 9, 3), 5 * 8 * 2 * (3 + 4) * 4 * 4, 5 * 8 * 4 * 13),
        ({"use_bias": False}, (5, 9, 3), 5 * 8 * 2 * 7 * 16, 5 * 8 * 4 * 9),
        ({"strides": 2, "padding": "same"}, (5, 9, 3), 5 * 5 * 2 * 7 * 16, 5 * 5 * 4 * 13),
        ({"return_sequences": True}, (5, 9, 3), 5 * 8 * 2 * 7 * 16, 5 * 8 * 4 * 13),
    ],
)
def test_both_convolutions_are_counted_at_every_frame(
    arguments: dict[str, Any], shape: tuple[int, ...], macs: int, others: int
) -> None:
    made = layer("ConvLSTM1D", filters=4, kernel_size=2, **arguments)
    for batch, times in ((PerExample(1), 1), (8, 8)):
        facts = made(Tensor((batch, *shape)))
        assert (facts.macs, facts.elementwise) == (times * macs, times * others)


@pytest.mark.parametrize("states", [[(2, 4, 2)], [(2, 3, 2)] * 2, [(2, 2)] * 2, [(2, 4, 1)] * 2])
def test_it_refuses_to_begin_with_other_states(states: list[tuple[int, ...]]) -> None:
    with pytest.raises(ShapeError):
        layer("ConvLSTM1D", filters=2, kernel_size=2)(Tensor((2, 3, 5, 2)), *map(Tensor, states))
