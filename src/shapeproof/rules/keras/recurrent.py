"""Keras's recurrent layers."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import equal, product
from shapeproof.message import say
from shapeproof.rules.arithmetic import recurrences
from shapeproof.rules.arithmetic.products import Activation, one, whole
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, Weight, need


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
        units=units,
        gates=1,
        bias=(units,) if use_bias else None,
        states=1,
        work=recurrences.plain_work(activation, use_bias),
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
    sums = gates * units
    biases = (1 + reset_after) * use_bias
    return recurrence(
        x,
        initial_state,
        units=units,
        gates=gates,
        bias=((2, sums) if reset_after else (sums,)) if use_bias else None,
        states=1,
        work=recurrences.gru_work(activation, recurrent_activation, biases, reset_after),
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
        looks_around=not reset_after,
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
        units=units,
        gates=gates,
        bias=(gates * units,) if use_bias else None,
        states=2,
        work=recurrences.lstm_work(activation, recurrent_activation, use_bias),
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
        stateful=stateful,
    )


def recurrence(
    x: Tensor,
    initial: tuple[Tensor, ...],
    *,
    units: Dim,
    gates: Dim,
    bias: Shape | None,
    states: int,
    work: int,
    return_sequences: bool,
    return_state: bool,
    go_backwards: bool,
    stateful: bool,
    looks_around: bool = False,
) -> Facts:
    """What the three have in common.  A unit does `work` operations a step beside its products; at
    one step it needs the weights of other units too where it `looks_around`."""
    batch, steps, features = x.read("batch", "steps", "features")
    need(units >= 1, "there must be at least 1 unit, not {units}", units=units)
    need(
        not (stateful and isinstance(batch, PerExample)),
        "a stateful layer must be told how many examples a batch has",
    )
    need_initial(initial, states, units)
    weights = {
        "kernel": Weight((features, gates * units)),
        "recurrent_kernel": Weight((units, gates * units)),
    }
    if bias is not None:
        weights["bias"] = Weight(bias)

    def cell(index: Index) -> Reads:
        example, unit, width = index[0], index[-1], int(units)
        place = index[1] if return_sequences else int(steps) - 1
        columns, memory = range(int(gates) * width), range(width)
        if place == 0:
            columns = columns if looks_around else recurrences.columns_of(unit, width, int(gates))
            memory = one(unit)
        read = recurrences.steps_read(place, int(steps), go_backwards)
        shown, kept = (one(example), range(width)), (one(example), memory)
        return Reads(
            ((one(example), read, range(int(features))), *(shown, kept)[: len(initial)]),
            say("what unit {unit} puts out after {n:step|steps}", unit=unit, n=len(read)),
            {name: (*whole(weight.shape[:-1]), columns) for name, weight in weights.items()},
        )

    state = Tensor((batch, units))
    output = Tensor((batch, steps, units)) if return_sequences else state
    return Facts(
        (output, *(state for _ in range(states))) if return_state else output,
        weights,
        macs=recurrences.products(batch, steps, features, units, gates),
        elementwise=product((batch, steps, units, work)),
        cell=cell,
    )


def need_initial(initial: tuple[Tensor, ...], states: int, units: Dim) -> None:
    """What a layer begins with is one number for each unit and state, or nothing."""
    need(
        len(initial) in (0, states),
        "it begins with {states:state|states}, not {given}",
        states=states,
        given=len(initial),
    )
    for state in initial:
        width = state.read("batch", "units of the state")[1]
        need(
            equal(width, units),
            "it begins with a number for each of its {units:unit|units}, not with {width}",
            units=units,
            width=width,
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
]
