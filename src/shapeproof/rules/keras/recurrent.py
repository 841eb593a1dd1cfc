"""Keras's recurrent layers."""

from __future__ import annotations

from functools import partial

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import recurrences
from shapeproof.rules.arithmetic.products import Activation, one, whole
from shapeproof.rules.keras.cells import (
    STACK,
    Units,
    gru_units,
    lstm_units,
    memories_of,
    need_units,
    plain_units,
    put_out,
)
from shapeproof.rules.rule import (
    UNKNOWN,
    Facts,
    Index,
    Layer,
    Reads,
    Rule,
    Structure,
    Tensor,
    flat,
    need,
    parts,
)


def simple_rnn(
    x: Tensor,
    *initial_state: Tensor,
    units: Dim,
    activation: Activation = "tanh",
    use_bias: bool = True,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
) -> Facts:
    """Reads the sequence step by step; each of its {units:unit|units} weighs the step's
    {features:feature|features} and the {units:number|numbers} that the units put out at the step
    before, and puts out one number.  Unless `return_sequences` is chosen, only what is put out
    after the last of {steps:step|steps} is kept.  With `return_sequences`, what is put out at each
    of {steps:step|steps} is kept.  With `return_state`, the {units:number|numbers} remembered at
    the end are an output too.  With `go_backwards`, it reads from the last step to the first.  With
    `stateful`, what is remembered at the end of a batch is where the next batch begins."""
    return recurrence(
        x,
        initial_state,
        plain_units(units, activation, use_bias),
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
    )


def gru(
    x: Tensor,
    *initial_state: Tensor,
    gates: Dim,
    units: Dim,
    activation: Activation = "tanh",
    recurrent_activation: Activation = "sigmoid",
    use_bias: bool = True,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    reset_after: bool = True,
) -> Facts:
    """Reads the sequence step by step; each of its {gates} gates weighs the step's
    {features:feature|features} and the {units:number|numbers} remembered from the step before, with
    weights of its own for each of the {units:unit|units}.  One gate says how much of each number is
    kept, one how much of the memory the new number may look at, and the third makes the new number.
    Unless `reset_after` is turned off, a gate weighs features and memory in two sums, each with a
    bias of its own (where biases are used), so it has 2 biases for each unit.  With `reset_after`
    turned off, a gate has one sum, and so one bias for each unit (where biases are used).  Unless
    `return_sequences` is chosen, only what is remembered after the last of {steps:step|steps} is
    put out.  With `return_sequences`, what is remembered after each of {steps:step|steps} is put
    out.  With `return_state`, the {units:number|numbers} remembered at the end are an output too.
    With `go_backwards`, it reads from the last step to the first.  With `stateful`, what is
    remembered at the end of a batch is where the next batch begins."""
    return recurrence(
        x,
        initial_state,
        gru_units(gates, units, activation, recurrent_activation, use_bias, reset_after),
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
    )


def lstm(
    x: Tensor,
    *initial_state: Tensor,
    gates: Dim,
    units: Dim,
    activation: Activation = "tanh",
    recurrent_activation: Activation = "sigmoid",
    use_bias: bool = True,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
) -> Facts:
    """Reads the sequence step by step; each of its {gates} gates weighs the step's
    {features:feature|features} and the {units:number|numbers} put out at the step before, with
    weights of its own for each of the {units:unit|units}.  One gate makes a new number, one says
    how much of it is let into the memory, one how much of the memory is kept, and one how much of
    the memory is put out.  Unless `return_sequences` is chosen, only what is put out after the last
    of {steps:step|steps} is kept.  With `return_sequences`, what is put out at each of
    {steps:step|steps} is kept.  With `return_state`, two more outputs, each {units} wide, tell what
    was put out last and what the memory holds at the end.  With `go_backwards`, it reads from the
    last step to the first.  With `stateful`, what is remembered at the end of a batch is where the
    next batch begins."""
    return recurrence(
        x,
        initial_state,
        lstm_units(gates, units, activation, recurrent_activation, use_bias),
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
    )


def recurrence(
    x: Tensor,
    initial: tuple[Tensor, ...],
    of: Units,
    *,
    return_sequences: bool,
    return_state: bool,
    go_backwards: bool,
    stateful: bool,
) -> Facts:
    """What the three have in common."""
    batch, steps, features = x.read("batch", "steps", "features")
    weights = of.weights(features)
    need_batch(stateful, batch)
    recurrences.need_as_many(initial, of.memories)
    need_units(initial, of.units)

    def cell(index: Index) -> Reads:
        example, unit, width = index[0], index[-1], int(of.units)
        place = index[1] if return_sequences else int(steps) - 1
        read = recurrences.steps_read(place, int(steps), go_backwards)
        columns = of.columns(unit) if place == 0 else range(int(of.gates) * width)
        memory = one(unit) if place == 0 else range(width)
        shown, kept = (one(example), range(width)), (one(example), memory)
        return Reads(
            ((one(example), read, range(int(features))), *(shown, kept)[: len(initial)]),
            say("what unit {unit} puts out after {n:step|steps}", unit=unit, n=len(read)),
            {name: (*whole(weight.shape[:-1]), columns) for name, weight in weights.items()},
        )

    state = Tensor((batch, of.units))
    sketch = partial(of.sketch, features) if of.sketch else None
    output = Tensor((batch, steps, of.units)) if return_sequences else state
    return Facts(
        (output, *(state for _ in range(of.memories))) if return_state else output,
        weights,
        macs=recurrences.products(batch, steps, features, of.units, of.gates),
        elementwise=product((batch, steps, of.units, of.work)),
        cell=cell,
        sketch=sketch,
    )


def around_cell(
    x: Tensor,
    *initial_state: Tensor,
    cell: Layer | tuple[Layer, ...],
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
) -> Facts:
    """Reads the sequence step by step with {cell}: the same weights at each of {steps:step|steps},
    where it is given what it remembered at the step before.  Unless `return_sequences` is chosen,
    only what is put out after the last step is kept.  With `return_sequences`, what is put out at
    each step is kept.  With `return_state`, what it remembers at the end is an output too.  With
    `go_backwards`, it reads from the last step to the first.  With `stateful`, what is remembered
    at the end of a batch is where the next batch begins."""
    batch, steps, features = x.read("batch", "steps", "features")
    need_batch(stateful, batch)
    if not is_known(cell):
        return Facts(UNKNOWN, macs=None)
    if not isinstance(cell, Layer):
        need(len(cell) >= 1, "a stack needs at least one cell")
        cell = Layer(STACK, {"cells": cell})
    memories = memories_of(cell, batch)
    begun = tuple(flat(memories))
    recurrences.need_as_many(initial_state, len(begun))
    at_a_step = cell(Tensor((batch, features), x.dtype), *(initial_state or begun))
    shown, _ = put_out(at_a_step)
    if return_sequences:
        shown = shown._replace(shape=(batch, steps, *shown.shape[1:]))

    def made_of(index: Index) -> Reads:
        assert at_a_step.cell
        place = index[1] if return_sequences else int(steps) - 1
        read = recurrences.steps_read(place, int(steps), go_backwards)
        first = at_a_step.cell((index[0], index[-1]))
        states, weights = first.inputs[1:], first.weights
        if place > 0:
            states = tuple((one(index[0]), *whole(state.shape[1:])) for state in begun)
            weights = {name: whole(weight.shape) for name, weight in at_a_step.weights.items()}
        return Reads(
            ((one(index[0]), read, range(int(features))), *states[: len(initial_state)]),
            say("what unit {unit} puts out after {n:step|steps}", unit=index[-1], n=len(read)),
            weights,
        )

    return Facts(
        (shown, *map(alone, memories)) if return_state else shown,
        at_a_step.weights,
        macs=None if at_a_step.macs is None else steps * step("one step", at_a_step.macs),
        elementwise=steps * at_a_step.elementwise,
        cell=made_of if at_a_step.cell else None,
        sketch=at_a_step.sketch,
    )


def is_known(cell: object) -> bool:
    """Whether a cell is one of Keras's, and not one of the author's own."""
    return isinstance(cell, Layer) or (isinstance(cell, tuple) and all(map(is_known, cell)))


def alone(part: Structure) -> Structure:
    """The states of one cell of a stack: a state that is the only one stands by itself."""
    states = parts(part)
    return states[0] if len(states) == 1 else part


def need_batch(stateful: bool, batch: Dim) -> None:
    """What is remembered for the next batch is kept for each example."""
    need(
        not (stateful and isinstance(batch, PerExample)),
        "a stateful layer must be told how many examples a batch has",
    )


BESIDE = (
    "kernel_initializer recurrent_initializer bias_initializer kernel_regularizer "
    "recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
    "recurrent_constraint bias_constraint dropout recurrent_dropout seed unroll "
    "zero_output_for_mask"
)
RULES = [
    Rule("SimpleRNN", simple_rnn, beside=BESIDE),
    Rule("GRU", gru, {"gates": 3}, f"{BESIDE} implementation use_cudnn"),
    Rule("LSTM", lstm, {"gates": 4}, f"{BESIDE} unit_forget_bias implementation use_cudnn"),
    Rule("RNN", around_cell, beside="unroll zero_output_for_mask"),
]
