"""'I expected 4': the likeliest misreading first, each worked out and true."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.algebra.notation import worked
from shapeproof.causes import Answer
from shapeproof.expectation import answers_of, expect
from shapeproof.rules.rule import Layer, Tensor
from shapeproof.variations import variations
from tests.grids.grid import layer

BATCH = PerExample(1)


def asked(one: Layer, shape: tuple[int, ...], expected: int, of: str = "") -> Answer:
    return expect(one, (Tensor((BATCH, *shape)),), expected, of)


def first(one: Layer, shape: tuple[int, ...], expected: int, of: str = "") -> tuple[Any, str]:
    """The likeliest cause: its changes, and the equation that they give."""
    [cause, *_] = asked(one, shape, expected, of).causes
    return {change.where: change.value for change in cause.changes}, worked(cause.line.formula)


CONV = layer("Conv1D", filters=10, kernel_size=16)
LIKELIEST = [
    # a default forgotten
    (layer("MaxPooling1D", pool_size=3), (6, 10), 4, "", {"strides": 1}, "(6 - 3)/1 + 1 = 4"),
    (layer("MaxPooling2D"), (28, 28, 1), 27, "output", {"strides": 1}, "(28 - 2)/1 + 1 = 27"),
    # the bias
    (CONV, (21, 7), 1120, "params", {"use_bias": False}, "16*7*10 = 1120"),
    (layer("Dense", units=10), (64,), 640, "", {"use_bias": False}, "64*10 = 640"),
    # the input channels
    (CONV, (21, 7), 170, "params", {"input.2": 1}, "(16*1 + 1)*10 = 170"),
    (CONV, (21, 7), 170, "", {"input.2": 1}, "(16*1 + 1)*10 = 170"),
    # the gates, and the second bias
    (layer("LSTM", units=64), (20, 1), 4224, "params", {"gates": 1}, "(1 + 64 + 1)*1*64 = 4224"),
    (layer("GRU", units=32), (20, 8), 3936, "params", {"reset_after": False},
     "(8 + 32 + 1)*3*32 = 3936"),
    # floor against ceil
    (layer("MaxPooling1D", pool_size=2), (61, 4), 31, "output", {"rounding": "ceil"},
     "ceil((61 - 2)/2) + 1 = 31"),
    # padding
    (layer("Conv2D", filters=8, kernel_size=3, strides=2), (28, 28, 1), 14, "output",
     {"rounding": "ceil"}, "ceil((28 - 3)/2) + 1 = 14"),
    (layer("Conv2D", filters=8, kernel_size=5), (28, 28, 1), 28, "output", {"padding": "same"},
     "28"),
    # data format
    (layer("GlobalAveragePooling1D"), (20, 8), 20, "output", {"data_format": "channels_first"},
     "20"),
    # a layer inside
    (layer("RNN", cell=layer("GRUCell", units=3)), (5, 4), 7, "", {"cell.units": 7}, "7"),
    (layer("RNN", cell=(layer("GRUCell", units=3), layer("LSTMCell", units=4))), (5, 2), 7,
     "output", {"cell[1].units": 7}, "7"),
    (layer("RNN", cell=layer("GRUCell", units=3)), (5, 4), 72, "params",
     {"cell.reset_after": False}, "(4 + 3 + 1)*3*3 = 72"),
    (layer("TimeDistributed", layer=layer("Conv1D", filters=3, kernel_size=2)), (5, 9, 4), 4,
     "output", {"layer.kernel_size": 6}, "9 - 6 + 1 = 4"),
    # what is measured and not learnt
    (layer("BatchNormalization"), (8, 8, 32), 64, "params", {"trainable": True}, "2*32 = 64"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "shape", "expected", "of", "changes", "line"), LIKELIEST)
def test_the_likeliest_cause_comes_first(
    one: Layer, shape: tuple[int, ...], expected: int, of: str, changes: dict[str, Any], line: str
) -> None:
    assert first(one, shape, expected, of) == (changes, line)


def test_two_changes_are_tried_where_no_single_one_will_do() -> None:
    changes, line = first(CONV, (21, 7), 160, "params")
    assert changes == {"use_bias": False, "input.2": 1}
    assert line == "16*1*10 = 160"


def test_a_cost_is_asked_about_by_name() -> None:
    assert asked(layer("Dense", units=10), (64,), 640).asked == "params"
    assert asked(layer("Dense", units=10), (64,), 640, "macs").causes == []


def test_a_number_that_is_so_has_no_causes() -> None:
    answer = asked(CONV, (21, 7), 1130)
    assert (answer.asked, answer.actual, answer.causes) == ("params", 1130, [])


def test_what_nothing_can_give_has_no_causes() -> None:
    assert asked(layer("Flatten"), (5, 7), 36, "params").causes == []


GRID = [
    layer("Conv1D", filters=4, kernel_size=3),
    layer("Conv2D", filters=4, kernel_size=(3, 2), strides=2, padding="same"),
    layer("MaxPooling1D", pool_size=3),
    layer("Dense", units=6),
    layer("LSTM", units=5),
    layer("GRU", units=3, return_sequences=True),
    layer("Conv1DTranspose", filters=3, kernel_size=4, strides=2),
    layer("Embedding", input_dim=20, output_dim=4),
    layer("UpSampling1D", size=3),
    layer("Bidirectional", layer=layer("LSTM", units=4)),
    layer("Reshape", target_shape=(-1, 2)),
]  # fmt: skip
SHAPES = {"Conv2D": (12, 9, 3), "Embedding": (12,)}


@pytest.mark.parametrize(("one", "expected"), list(product(GRID, [1, 2, 4, 7, 12, 30, 64, 100])))
def test_every_cause_gives_the_number_when_it_is_carried_out(one: Layer, expected: int) -> None:
    shape = SHAPES.get(one.rule.name, (12, 4))
    inputs = (Tensor((BATCH, *shape)),)
    for of in ("output", "params", "macs", "flops"):
        for cause in expect(one, inputs, expected, of).causes:
            if cause.changes[0].where in ("rounding", "trainable"):
                continue
            changed = (one, inputs)
            for change in cause.changes:
                [variation] = [v for v in variations(*changed) if v.where == change.where]
                changed = variation.make(change.value)
            numbers = [int(size) for size in answers_of(changed[0](*changed[1]), of)]  # type: ignore[call-overload]
            assert expected in numbers, cause


@pytest.mark.parametrize("one", GRID, ids=lambda one: one.rule.name)
def test_any_one_size_of_the_input_is_found_again(one: Layer) -> None:
    """Whatever another input would give can be traced back to that input."""
    shape = SHAPES.get(one.rule.name, (12, 4))
    for axis, size in product(range(len(shape)), [8, 10, 16]):
        other = (*shape[:axis], size, *shape[axis + 1 :])
        params = int(one(Tensor((BATCH, *other))).params)  # type: ignore[call-overload]
        answer = asked(one, shape, params, "params")
        wheres = [change.where for cause in answer.causes for change in cause.changes]
        assert answer.actual == params or f"input.{axis + 1}" in wheres
