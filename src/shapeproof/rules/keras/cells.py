"""Keras's cells: one step of a recurrence, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product, step, total
from shapeproof.message import say
from shapeproof.rules.arithmetic import recurrences
from shapeproof.rules.arithmetic.products import Activation, one, whole
from shapeproof.rules.arithmetic.sketches import four_gates, two_sums
from shapeproof.rules.rule import (
    Facts,
    Index,
    Layer,
    Reads,
    Rule,
    Shape,
    Sketch,
    Structure,
    Tensor,
    Weight,
    flat,
    need,
    parts,
)


class Units(NamedTuple):
    """What the units of a cell have in common: each remembers as many numbers as there are
    `memories`, weighs as often as there are `gates`, and does `work` operations a step beside its
    products.  At one step it needs the weights of other units too where it `looks_around`.
    `sketch` tells what it does with so many features."""

    units: Dim
    gates: Dim
    bias: Shape | None
    memories: int
    work: int
    looks_around: bool = False
    sketch: Callable[[Dim], Sketch] | None = None

    def weights(self, features: Dim) -> dict[str, Weight]:
        need(self.units >= 1, "there must be at least 1 unit, not {units}", units=self.units)
        weights = {
            "kernel": Weight((features, self.gates * self.units)),
            "recurrent_kernel": Weight((self.units, self.gates * self.units)),
        }
        return weights if self.bias is None else weights | {"bias": Weight(self.bias)}

    def columns(self, unit: int) -> range:
        """The columns of the weights that one unit needs at one step."""
        width, gates = int(self.units), int(self.gates)
        if self.looks_around:
            return range(gates * width)
        return recurrences.columns_of(unit, width, gates)


def plain_units(units: Dim, activation: Activation, use_bias: bool) -> Units:
    bias = (units,) if use_bias else None
    return Units(units, 1, bias, 1, recurrences.plain_work(activation, use_bias))


def gru_units(
    gates: Dim,
    units: Dim,
    activation: Activation,
    recurrent_activation: Activation,
    use_bias: bool,
    reset_after: bool,
) -> Units:
    sums = gates * units
    bias = ((2, sums) if reset_after else (sums,)) if use_bias else None
    biases = (1 + reset_after) * use_bias
    work = recurrences.gru_work(activation, recurrent_activation, biases, reset_after)
    sketch = partial(two_sums, units, gates, activation, recurrent_activation)
    return Units(
        units,
        gates,
        bias,
        1,
        work,
        looks_around=not reset_after,
        sketch=sketch if biases == 2 else None,
    )


def lstm_units(
    gates: Dim,
    units: Dim,
    activation: Activation,
    recurrent_activation: Activation,
    use_bias: bool,
) -> Units:
    bias = (gates * units,) if use_bias else None
    work = recurrences.lstm_work(activation, recurrent_activation, use_bias)
    names = ("kernel", "recurrent_kernel", "bias" if use_bias else "")
    sketch = partial(four_gates, units, gates, activation, recurrent_activation, names=names)
    return Units(units, gates, bias, 2, work, sketch=sketch)


def simple_rnn_cell(
    x: Tensor,
    *states: Tensor,
    memories: int,
    units: Dim,
    activation: Activation = "tanh",
    use_bias: bool = True,
) -> Facts:
    """At one step, each of its {units:unit|units} weighs all that it reads and the
    {units:number|numbers} that the units put out at the step before, and puts out one number."""
    return one_step(x, states, plain_units(units, activation, use_bias))


def gru_cell(
    x: Tensor,
    *states: Tensor,
    memories: int,
    gates: Dim,
    units: Dim,
    activation: Activation = "tanh",
    recurrent_activation: Activation = "sigmoid",
    use_bias: bool = True,
    reset_after: bool = True,
) -> Facts:
    """At one step, each of its {gates} gates weighs all that it reads and the
    {units:number|numbers} remembered from the step before, with weights of its own for each of the
    {units:unit|units}.  One gate says how much of each number is kept, one how much of the memory
    the new number may look at, and the third makes the new number.  Unless `reset_after` is turned
    off, a gate weighs features and memory in two sums, each with a bias of its own (where biases
    are used), so it has 2 biases for each unit.  With `reset_after` turned off, a gate has one sum,
    and so one bias for each unit (where biases are used)."""
    return one_step(
        x,
        states,
        gru_units(gates, units, activation, recurrent_activation, use_bias, reset_after),
    )


def lstm_cell(
    x: Tensor,
    *states: Tensor,
    memories: int,
    gates: Dim,
    units: Dim,
    activation: Activation = "tanh",
    recurrent_activation: Activation = "sigmoid",
    use_bias: bool = True,
) -> Facts:
    """At one step, each of its {gates} gates weighs all that it reads and the
    {units:number|numbers} put out at the step before, with weights of its own for each of the
    {units:unit|units}.  One gate makes a new number, one says how much of it is let into the
    memory, one how much of the memory is kept, and one how much of the memory is put out."""
    return one_step(x, states, lstm_units(gates, units, activation, recurrent_activation, use_bias))


def one_step(x: Tensor, states: tuple[Tensor, ...], of: Units) -> Facts:
    """What the three have in common: what is put out is the first of the states after the step."""
    batch, features = x.read("batch", "features")
    weights = of.weights(features)
    need(
        len(states) >= of.memories,
        "a cell is called with what it reads and {states:state|states}, not {given}; RNN goes from "
        "step to step with it",
        states=of.memories,
        given=len(states),
    )
    taken, others = states[: of.memories], states[of.memories :]  # Keras lets the others be
    need_units(taken, of.units)

    def cell(index: Index) -> Reads:
        example, unit = index
        shown, kept = (one(example), range(int(of.units))), (one(example), one(unit))
        columns = of.columns(unit)
        return Reads(
            (
                (one(example), range(int(features))),
                *(shown, kept)[: of.memories],
                *[None] * len(others),
            ),
            say("what unit {unit} puts out after {n:step|steps}", unit=unit, n=1),
            {name: (*whole(weight.shape[:-1]), columns) for name, weight in weights.items()},
        )

    state = Tensor((batch, of.units))
    return Facts(
        (state, (state,) * of.memories),
        weights,
        macs=recurrences.products(batch, 1, features, of.units, of.gates),
        elementwise=product((batch, of.units, of.work)),
        cell=cell,
        sketch=partial(of.sketch, features) if of.sketch else None,
    )


def need_units(states: Iterable[Tensor], units: Dim) -> None:
    """A state is one number for each unit."""
    for state in states:
        width = state.read("batch", "units of the state")[1]
        need(
            equal(width, units),
            "it begins with a number for each of its {units:unit|units}, not with {width}",
            units=units,
            width=width,
        )


def stacked_cells(x: Tensor, *states: Tensor, cells: tuple[Layer, ...]) -> Facts:
    """At one step, each of the cells reads what the one before it puts out, and remembers states of
    its own."""
    waiting, output = list(states), x
    inside, after = dict[str, Facts](), list[Structure]()
    for number, cell in enumerate(cells, 1):
        count = len(list(flat(memories_of(cell, x.shape[0]))))
        own, waiting = waiting[:count], waiting[count:]
        inside[cell.name or f"cell_{number}"] = facts = cell(output, *own)
        output, remembered = put_out(facts)
        after.append(remembered)
    taken = states[: len(states) - len(waiting)]  # Keras lets any others be

    def cell_of(index: Index) -> Reads:
        *_, (last, facts) = inside.items()
        assert facts.cell
        reads = facts.cell(index)
        through = [(one(index[0]), *whole(read.shape[1:])) for read in (x, *taken)]
        inputs = (*through[: len(through) - len(reads.inputs) + 1], *reads.inputs[1:])
        before = {name: whole(weight.shape) for name, weight in weights.items()}
        own = {f"{last}/{name}": at for name, at in reads.weights.items()}
        return reads._replace(inputs=(*inputs, *[None] * len(waiting)), weights=before | own)

    weights = {
        f"{name}/{weight}": array
        for name, facts in inside.items()
        for weight, array in facts.weights.items()
    }
    costs = [step(name, facts.macs) for name, facts in inside.items() if facts.macs is not None]
    return Facts(
        (output, tuple(after) if len(after) != 1 else after[0]),
        weights,
        macs=total(costs) if len(costs) == len(inside) else None,
        elementwise=total(facts.elementwise for facts in inside.values()),
        cell=cell_of if inside else None,
    )


def put_out(facts: Facts) -> tuple[Tensor, Structure]:
    """What a cell puts out at a step, and what it remembers after it."""
    output, remembered = parts(facts.output)
    assert isinstance(output, Tensor)
    return output, remembered


def memories_of(cell: Layer, batch: Dim) -> tuple[Structure, ...]:
    """The states that a cell remembers; those of a stack, a tuple a cell."""
    if "cells" in cell.arguments:
        return tuple(memories_of(one_of_them, batch) for one_of_them in cell.arguments["cells"])
    if (states := cell.rule.fixed.get("states")) is not None:
        return tuple(Tensor((batch, *shape)) for shape in states)
    count = cell.rule.fixed.get("memories")
    need(
        count is not None,
        "it goes from step to step with a cell, such as LSTMCell, and {layer} is none",
        layer=cell.rule.name,
    )
    return (Tensor((batch, cell.arguments["units"])),) * (count or 0)


BESIDE = (
    "kernel_initializer recurrent_initializer bias_initializer kernel_regularizer "
    "recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint "
    "bias_constraint dropout recurrent_dropout seed"
)
STACK = Rule("StackedRNNCells", stacked_cells)
RULES = [
    Rule("SimpleRNNCell", simple_rnn_cell, {"memories": 1}, BESIDE),
    Rule("GRUCell", gru_cell, {"memories": 1, "gates": 3}, f"{BESIDE} implementation"),
    Rule(
        "LSTMCell",
        lstm_cell,
        {"memories": 2, "gates": 4},
        f"{BESIDE} unit_forget_bias implementation",
    ),
    STACK,
]
