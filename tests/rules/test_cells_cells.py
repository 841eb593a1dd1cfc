"""What one number is made of when a cell is called by itself, or goes from step to step in RNN."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from shapeproof.rules.rule import Layer, Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array
from tests.rules.test_recurrent_cells import (
    CELLS,
    UNITS,
    Weights,
    X,
    assert_cells_are_true,
    direction,
    run,
)

STACK = ("LSTM", "GRU", "SimpleRNN")


def cell(kind: str) -> Layer:
    return layer(f"{kind}Cell", units=UNITS)


def states_of(*kinds: str) -> list[tuple[int, int]]:
    return [(2, UNITS) for kind in kinds for _ in range(CELLS[kind][1])]


def through(kinds: tuple[str, ...], x: Array, states: list[Array], weights: Weights) -> Any:
    """One step of cells on each other: what the last puts out, and all states after it."""
    after: list[Array] = []
    for number, kind in enumerate(kinds, 1):
        step, count, _ = CELLS[kind]
        own, states = states[:count], states[count:]
        after += (own := step(x, own, direction(weights, f"cell_{number}")))
        x = own[0]
    return x, after


def run_stack(
    kinds: tuple[str, ...], inputs: list[Array], weights: Weights, every: bool, backwards: bool
) -> Array:
    x, *states = inputs
    states = states or [np.zeros(shape) for shape in states_of(*kinds)]
    outputs = []
    for t in range(x.shape[1])[:: -1 if backwards else 1]:
        output, states = through(kinds, x[:, t], states, weights)
        outputs.append(output)
    return np.stack(outputs, axis=1) if every else outputs[-1]


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_reads_its_step_and_its_own_states(kind: str) -> None:
    step, count, _ = CELLS[kind]
    assert_cells_are_true(
        cell(kind), lambda xs, w: step(xs[0], xs[1:], w)[0], (2, 3), *[(2, UNITS)] * count
    )


@pytest.mark.parametrize("kinds", [STACK[:1], STACK[1:], STACK])
def test_in_a_stack_only_the_last_cell_has_columns_of_its_own(kinds: tuple[str, ...]) -> None:
    made = layer("StackedRNNCells", cells=tuple(map(cell, kinds)))
    assert_cells_are_true(
        made, lambda xs, w: through(kinds, xs[0], xs[1:], w)[0], (2, 3), *states_of(*kinds)
    )


def test_states_too_many_are_not_read() -> None:
    stack = layer("StackedRNNCells", cells=(cell("GRU"),))
    for made in (cell("GRU"), stack):
        facts = made(Tensor((2, 3)), Tensor((2, UNITS)), Tensor((2, 9)))
        assert facts.cell
        assert len(facts.outputs) == 2
        assert facts.cell((0, 1)).inputs[2:] == (None,)


@pytest.mark.parametrize(
    ("kind", "every", "backwards", "begun"), list(product(CELLS, *[[False, True]] * 3))
)
def test_an_rnn_reads_as_the_layer_of_its_cell_does(
    kind: str, every: bool, backwards: bool, begun: bool
) -> None:
    made = layer("RNN", cell=cell(kind), return_sequences=every, go_backwards=backwards)
    states = states_of(kind) * begun
    assert_cells_are_true(made, lambda xs, w: run(kind, xs, w, every, backwards), X, *states)
    known = layer(kind, units=UNITS, return_sequences=every, go_backwards=backwards)
    inputs = [Tensor(shape) for shape in (X, *states)]
    ours, theirs = made(*inputs), known(*inputs)
    assert ours[:4] == theirs[:4]
    assert ours.cell
    assert theirs.cell
    for index in np.ndindex(*ours.outputs[0].shape):
        assert ours.cell(index) == theirs.cell(index)


@pytest.mark.parametrize(("every", "backwards", "begun"), list(product(*[[False, True]] * 3)))
def test_an_rnn_of_several_cells_reads_through_all_of_them(
    every: bool, backwards: bool, begun: bool
) -> None:
    cells = tuple(map(cell, STACK))
    made = layer("RNN", cell=cells, return_sequences=every, go_backwards=backwards)
    states = states_of(*STACK) * begun
    assert_cells_are_true(made, lambda xs, w: run_stack(STACK, xs, w, every, backwards), X, *states)


def test_a_sequence_of_one_step_needs_the_columns_of_one_unit() -> None:
    made = layer("RNN", cell=tuple(map(cell, STACK)))
    assert_cells_are_true(
        made, lambda xs, w: run_stack(STACK, xs, w, False, False), (2, 1, 2), *states_of(*STACK)
    )


def test_a_stack_costs_what_its_cells_cost() -> None:
    made = layer("RNN", cell=(layer("LSTMCell", units=4), layer("GRUCell", units=5)))
    facts = made(Tensor((2, 7, 3)))
    first = layer("LSTM", units=4)(Tensor((2, 7, 3)))
    second = layer("GRU", units=5)(Tensor((2, 7, 4)))
    assert first.macs is not None
    assert second.macs is not None
    assert facts.params == first.params + second.params
    assert facts.macs == first.macs + second.macs
    assert facts.elementwise == first.elementwise + second.elementwise


@pytest.mark.parametrize(("every", "begun"), list(product(*[[False, True]] * 2)))
def test_an_rnn_can_read_from_either_end(every: bool, begun: bool) -> None:
    def both(inputs: list[Array], weights: Weights) -> Array:
        x, *states = inputs
        half = len(states) // 2
        there, back = (direction(weights, name) for name in ("forward", "backward"))
        forward = run_stack(STACK, [x, *states[:half]], there, every, False)
        backward = run_stack(STACK, [x, *states[half:]], back, every, True)
        return np.concatenate([forward, backward[:, ::-1] if every else backward], -1)

    inner = layer("RNN", cell=tuple(map(cell, STACK)), return_sequences=every, return_state=True)
    made = layer("Bidirectional", layer=inner)
    assert_cells_are_true(made, both, X, *states_of(*STACK) * 2 * begun)


def test_a_normed_layer_reads_what_it_reads_by_itself() -> None:
    made = layer("SpectralNormalization", layer=layer("Dense", units=3))

    def normed(xs: list[Array], w: Weights) -> Array:
        return xs[0] @ w["kernel"] + w["bias"]  # type: ignore[no-any-return]

    assert_cells_are_true(made, normed, (2, 4))
    assert list(made(Tensor((2, 4))).weights) == ["kernel", "vector_u", "bias"]
    twice = layer("SpectralNormalization", layer=made)(Tensor((2, 4)))
    assert list(twice.weights) == ["kernel", "vector_u", "layer/vector_u", "bias"]
    assert (twice.params, twice.macs) == (4 * 3 + 3 + 3 + 3, 2 * 4 * 3)
