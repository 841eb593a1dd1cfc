"""What recurrent layers cost: the textbook's equations are run, and every operation is counted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

from shapeproof.rules.rule import Layer, Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array

BATCH, STEPS, FEATURES, UNITS = 2, 3, 4, 5
Activation = str | None


class Tally:
    """A calculator that counts: products summed up, and other operations, one a value."""

    def __init__(self) -> None:
        self.macs = self.others = 0

    def weigh(self, *pairs: tuple[Array, int]) -> Array:
        """The sum of what is weighed, for so many columns."""
        for x, columns in pairs:
            self.macs += x.size * columns
        return np.zeros((BATCH, pairs[0][1]))

    def do(self, *values: Array | int) -> Array:
        """One operation: an addition, a product, an activation."""
        result = np.zeros(np.broadcast_shapes(*(np.shape(value) for value in values)))
        self.others += result.size
        return result

    def activated(self, x: Array, activation: Activation) -> Array:
        return x if activation is None else self.do(x)

    def biased(self, x: Array, times: int) -> Array:
        for _ in range(times):
            x = self.do(x, np.zeros(x.shape[1]))
        return x


def simple_rnn(t: Tally, x: Array, h: Array, bias: bool, act: Activation, _: Activation) -> None:
    t.activated(t.biased(t.weigh((x, UNITS), (h, UNITS)), bias), act)


def lstm(t: Tally, x: Array, h: Array, bias: bool, act: Activation, gate: Activation) -> None:
    sums = [t.biased(t.weigh((x, UNITS), (h, UNITS)), bias) for _ in range(4)]
    keep, let_in, show = (t.activated(one, gate) for one in sums[:3])
    c = t.do(t.do(keep, h), t.do(let_in, t.activated(sums[3], act)))
    t.do(show, t.activated(c, act))


def gru(t: Tally, x: Array, h: Array, bias: bool, act: Activation, gate: Activation) -> None:
    keep, reset = (
        t.activated(t.biased(t.weigh((x, UNITS), (h, UNITS)), 2 * bias), gate) for _ in range(2)
    )
    from_memory = t.do(reset, t.biased(t.weigh((h, UNITS)), bias))
    new = t.activated(t.do(t.biased(t.weigh((x, UNITS)), bias), from_memory), act)
    t.do(t.do(keep, h), t.do(t.do(1, keep), new))


def gru_before(t: Tally, x: Array, h: Array, bias: bool, act: Activation, gate: Activation) -> None:
    keep, reset = (
        t.activated(t.biased(t.weigh((x, UNITS), (h, UNITS)), bias), gate) for _ in range(2)
    )
    new = t.activated(t.biased(t.weigh((x, UNITS), (t.do(reset, h), UNITS)), bias), act)
    t.do(t.do(keep, h), t.do(t.do(1, keep), new))


CELLS: list[tuple[str, dict[str, Any], Callable[..., None]]] = [
    ("SimpleRNN", {}, simple_rnn),
    ("LSTM", {}, lstm),
    ("GRU", {}, gru),
    ("GRU", {"reset_after": False}, gru_before),
]


def cost(made: Layer, shape: tuple[int, ...] = (BATCH, STEPS, FEATURES)) -> tuple[Any, Any]:
    facts = made(Tensor(shape))
    return facts.macs, facts.elementwise


@pytest.mark.parametrize(("name", "settings", "cell"), CELLS)
def test_a_recurrence_costs_what_its_equations_do(
    name: str, settings: dict[str, Any], cell: Callable[..., None]
) -> None:
    for bias, act, gate in product([True, False], ["tanh", None], ["sigmoid", None]):
        tally = Tally()
        for _ in range(STEPS):
            cell(tally, np.zeros((BATCH, FEATURES)), np.zeros((BATCH, UNITS)), bias, act, gate)
        gates = {} if name == "SimpleRNN" else {"recurrent_activation": gate}
        made = layer(name, units=UNITS, activation=act, use_bias=bias, **gates, **settings)
        assert cost(made) == (tally.macs, tally.others), made


@pytest.mark.parametrize(
    ("mode", "a_value"), [("concat", 0), ("sum", 1), ("mul", 1), ("ave", 2), (None, 0)]
)
def test_two_directions_cost_twice_and_the_merging(mode: str | None, a_value: int) -> None:
    for every, steps in ((True, STEPS), (False, 1)):
        inner = layer("LSTM", units=UNITS, return_sequences=every)
        other = layer("GRU", units=UNITS, return_sequences=every, go_backwards=True)
        merging = BATCH * steps * UNITS * a_value
        macs, others = cost(inner)
        both = layer("Bidirectional", layer=inner, merge_mode=mode)
        assert cost(both) == (2 * macs, 2 * others + merging)
        more_macs, more_others = cost(other)
        mixed = layer("Bidirectional", layer=inner, merge_mode=mode, backward_layer=other)
        assert cost(mixed) == (macs + more_macs, others + more_others + merging)


@pytest.mark.parametrize(
    "inner", [layer("Dense", units=3, activation="relu"), layer("BatchNormalization")]
)
def test_a_layer_at_each_step_costs_once_for_each(inner: Layer) -> None:
    macs, others = cost(inner, (BATCH, FEATURES))
    made = layer("TimeDistributed", layer=inner)
    assert cost(made, (BATCH, STEPS, FEATURES)) == (STEPS * macs, STEPS * others)
