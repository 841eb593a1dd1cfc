"""What one number of a recurrent layer is made of: a NaN that was put in comes out of it."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest

from shapeproof.rules.rule import Layer, ShapeError, Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, within

UNITS = 2
X = (2, 3, 2)
Weights = Mapping[str, Array]
Function = Callable[[list[Array], Weights], Array]


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def simple_rnn_step(x: Array, states: list[Array], w: Weights) -> list[Array]:
    return [np.tanh(x @ w["kernel"] + states[0] @ w["recurrent_kernel"] + w["bias"])]


def lstm_step(x: Array, states: list[Array], w: Weights) -> list[Array]:
    h, c = states
    sums = x @ w["kernel"] + h @ w["recurrent_kernel"] + w["bias"]
    let_in, keep, new, show = np.split(sums, 4, axis=1)
    c = sigmoid(keep) * c + sigmoid(let_in) * np.tanh(new)
    return [sigmoid(show) * np.tanh(c), c]


def gru_step(x: Array, states: list[Array], w: Weights) -> list[Array]:
    (h,) = states
    keep_x, reset_x, new_x = np.split(x @ w["kernel"] + w["bias"][0], 3, axis=1)
    keep_h, reset_h, new_h = np.split(h @ w["recurrent_kernel"] + w["bias"][1], 3, axis=1)
    new = np.tanh(new_x + sigmoid(reset_x + reset_h) * new_h)
    keep = sigmoid(keep_x + keep_h)
    return [keep * h + (1 - keep) * new]


def gru_step_resetting_before(x: Array, states: list[Array], w: Weights) -> list[Array]:
    (h,) = states
    keep_x, reset_x, new_x = np.split(x @ w["kernel"] + w["bias"], 3, axis=1)
    keep_h, reset_h = np.split(h @ w["recurrent_kernel"][:, : 2 * UNITS], 2, axis=1)
    reset = sigmoid(reset_x + reset_h)
    new = np.tanh(new_x + (reset * h) @ w["recurrent_kernel"][:, 2 * UNITS :])
    keep = sigmoid(keep_x + keep_h)
    return [keep * h + (1 - keep) * new]


CELLS: dict[str, tuple[Callable[..., list[Array]], int, dict[str, Any]]] = {
    "SimpleRNN": (simple_rnn_step, 1, {}),
    "LSTM": (lstm_step, 2, {}),
    "GRU": (gru_step, 1, {}),
}


def run(
    name: str, inputs: list[Array], weights: Weights, every: bool, backwards: bool = False
) -> Array:
    step, count, _ = CELLS[name]
    x, *states = inputs
    states = states or [np.zeros((len(x), UNITS)) for _ in range(count)]
    outputs = []
    for t in range(x.shape[1])[:: -1 if backwards else 1]:
        states = step(x[:, t], states, weights)
        outputs.append(states[0])
    return np.stack(outputs, axis=1) if every else outputs[-1]


def assert_cells_are_true(made: Layer, function: Function, *shapes: tuple[int, ...]) -> None:
    """Every output reads of every input and weight what the rule's `cell` says, and no more."""
    random = np.random.default_rng(0)
    facts = made(*map(Tensor, shapes))
    assert facts.cell
    inputs = [random.normal(size=shape) for shape in shapes]
    weights = {
        name: random.normal(size=tuple(map(int, weight.shape)))
        for name, weight in facts.weights.items()
    }
    whole = function(inputs, weights)
    assert facts.outputs[0].shape == whole.shape
    assert all(str(facts.cell(index).made) for index in np.ndindex(whole.shape))
    for k, array in enumerate(inputs):
        for index, found in used(function, inputs, weights, array).items():
            assert claimed(facts.cell(index).inputs[k], array) == found, (made, index, k)
    for name, array in weights.items():
        for index, found in used(function, inputs, weights, array).items():
            read = facts.cell(index).weights.get(name)
            assert claimed(read, array) == found, (made, index, name)


def claimed(ranges: tuple[range, ...] | None, array: Array) -> set[tuple[int, ...]]:
    return within(ranges, array.shape) if ranges else set()


def used(
    function: Function, inputs: list[Array], weights: Weights, array: Array
) -> dict[tuple[int, ...], set[tuple[int, ...]]]:
    """For each number of the output, the places of `array` where a NaN spoils it."""
    found: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for place in np.ndindex(array.shape):
        kept, array[place] = array[place], np.nan
        spoilt = np.isnan(function(inputs, weights))
        array[place] = kept
        for index in np.ndindex(spoilt.shape):
            found.setdefault(index, set()).update({place} if spoilt[index] else ())
    return found


@pytest.mark.parametrize(("name", "every", "backwards"), list(product(CELLS, *[[False, True]] * 2)))
def test_a_recurrence_reads_the_steps_up_to_its_own(
    name: str, every: bool, backwards: bool
) -> None:
    made = layer(name, units=UNITS, return_sequences=every, go_backwards=backwards)
    assert_cells_are_true(made, lambda xs, w: run(name, xs, w, every, backwards), X)


@pytest.mark.parametrize("name", CELLS)
def test_a_recurrence_reads_what_it_begins_with(name: str) -> None:
    made = layer(name, units=UNITS, return_sequences=True, return_state=True)
    states = [(2, UNITS)] * CELLS[name][1]
    assert_cells_are_true(made, lambda xs, w: run(name, xs, w, True), X, *states)


def test_a_gru_that_resets_before_weighing_looks_at_all_gates_from_the_first_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CELLS, "GRU", (gru_step_resetting_before, 1, {}))
    made = layer("GRU", units=UNITS, return_sequences=True, reset_after=False)
    x, weights = np.ones(X), {"kernel": (2, 6), "recurrent_kernel": (2, 6), "bias": (6,)}
    arrays = {name: np.ones(shape) for name, shape in weights.items()}
    facts = made(Tensor(X))
    assert facts.cell
    for name, array in arrays.items():
        for index, found in used(lambda xs, w: run("GRU", xs, w, True), [x], arrays, array).items():
            covered = claimed(facts.cell(index).weights[name], array)
            assert covered >= found
            assert index[1] == 0 or covered == found


def direction(weights: Weights, name: str) -> Weights:
    return {
        key.removeprefix(f"{name}/"): array
        for key, array in weights.items()
        if key.startswith(name)
    }


MERGES: dict[str | None, Callable[[Array, Array], Array]] = {
    "concat": lambda a, b: np.concatenate([a, b], axis=-1),
    "sum": np.add,
    "mul": np.multiply,
    "ave": lambda a, b: (a + b) / 2,
    None: lambda a, _: a,
}


@pytest.mark.parametrize(
    ("mode", "every", "turned", "begun"), list(product(MERGES, *[[False, True]] * 3))
)
def test_two_directions_read_from_either_end(
    mode: str | None, every: bool, turned: bool, begun: bool
) -> None:
    def both(inputs: list[Array], weights: Weights) -> Array:
        x, *states = inputs
        half = len(states) // 2
        forward, backward = direction(weights, "forward"), direction(weights, "backward")
        there = run("LSTM", [x, *states[:half]], forward, every, turned)
        back = run("LSTM", [x, *states[half:]], backward, every, not turned)
        return MERGES[mode](there, back[:, ::-1] if every else back)

    inner = [
        layer("LSTM", units=UNITS, return_sequences=every, go_backwards=way)
        for way in (turned, not turned)
    ]
    made = layer("Bidirectional", layer=inner[0], merge_mode=mode, backward_layer=inner[1])
    if not turned:
        made = layer("Bidirectional", layer=inner[0], merge_mode=mode)
    assert_cells_are_true(made, both, X, *[(2, UNITS)] * 4 * begun)


def test_a_layer_at_each_step_reads_its_own_step() -> None:
    made = layer("TimeDistributed", layer=layer("Dense", units=3))
    assert_cells_are_true(made, lambda xs, w: xs[0] @ w["kernel"] + w["bias"], (2, 3, 4))


def test_a_recurrence_at_each_step_reads_its_own_sequence() -> None:
    def each(xs: list[Array], w: Weights) -> Array:
        steps = [run("GRU", [xs[0][:, t]], w, True) for t in range(xs[0].shape[1])]
        return np.stack(steps, axis=1)

    inner = layer("GRU", units=UNITS, return_sequences=True)
    assert_cells_are_true(layer("TimeDistributed", layer=inner), each, (2, 2, 3, 2))


@pytest.mark.parametrize("states", [[(2, 2)], [(2, 3), (2, 3)], [(2, 2)] * 3, [(2,), (2,)]])
def test_a_recurrence_refuses_to_begin_with_other_states(states: list[tuple[int, ...]]) -> None:
    with pytest.raises(ShapeError):
        layer("LSTM", units=2)(Tensor(X), *map(Tensor, states))
