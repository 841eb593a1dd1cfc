"""torch's recurrent modules: layers that read a sequence step by step, and cells that read one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, NamedTuple

from shapeproof.algebra.formula import Dim, Formula
from shapeproof.algebra.words import equal, product, step, total
from shapeproof.message import say
from shapeproof.rules.arithmetic import recurrences
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.sketches import four_gates, two_sums
from shapeproof.rules.rule import (
    Facts,
    Index,
    Reads,
    Rule,
    Shape,
    Sketch,
    Structure,
    Tensor,
    Weight,
    called,
    need,
)
from shapeproof.rules.torch.dtypes import need_alike, need_float, same

Nonlinearity = Literal["tanh", "relu"]

MOST = 1000
"""The most layers on top of each other."""


class Units(NamedTuple):
    """What the units of a layer have in common: each weighs as often as there are `gates`,
    remembers as many numbers as there are `memories`, and does `work` operations a step beside its
    products.  `sketch` tells what it does with so many features."""

    units: Dim
    gates: Dim
    memories: int
    work: int
    bias: bool
    sketch: Callable[[Dim], Sketch] | None = None

    def weights(self, features: Dim, shown: Dim) -> dict[str, Weight]:
        """The weights of one layer that reads so many features, and what was `shown` before."""
        rows = self.gates * self.units
        weights = {"weight_ih": Weight((rows, features)), "weight_hh": Weight((rows, shown))}
        if self.bias:
            weights |= {"bias_ih": Weight((rows,)), "bias_hh": Weight((rows,))}
        return weights

    def rows(self, unit: int) -> range:
        """Where the weights of one unit stand, a row a gate."""
        return recurrences.columns_of(unit, int(self.units), int(self.gates))


def plain_units(units: Dim, nonlinearity: Nonlinearity, bias: bool) -> Units:
    return Units(units, 1, 1, recurrences.plain_work(nonlinearity, 2 * bias), bias)


def lstm_units(gates: Dim, units: Dim, bias: bool, names: str = "") -> Units:
    work = recurrences.lstm_work("tanh", "sigmoid", 2 * bias)
    biases = f"bias_ih{names} + bias_hh{names}" if bias else ""
    read = (f"weight_ih{names}", f"weight_hh{names}", biases)
    sketch = partial(four_gates, units, gates, "tanh", "sigmoid", names=read)
    return Units(units, gates, 2, work, bias, sketch)


def gru_units(gates: Dim, units: Dim, bias: bool, names: str = "") -> Units:
    work = recurrences.gru_work("tanh", "sigmoid", 2 * bias)
    sums = (f"weight_ih{names}", f"bias_ih{names}"), (f"weight_hh{names}", f"bias_hh{names}")
    sketch = partial(two_sums, units, gates, "tanh", "sigmoid", names=sums)
    return Units(units, gates, 1, work, bias, sketch if bias else None)


def rnn(
    input: Tensor,
    *hx: Tensor,
    input_size: Dim,
    hidden_size: Dim,
    num_layers: int = 1,
    nonlinearity: Nonlinearity = "tanh",
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
) -> Facts:
    """Reads the sequence step by step; each of its {units:unit|units} weighs the step's
    {features:feature|features} and the {units:number|numbers} that the units put out at the step
    before, and puts out one number.  What is put out at each of {steps:step|steps} is the first
    output, and what is remembered at the end the second.  Keras's layer gives only what is put out
    last, unless told `return_sequences`.  Unless `bias` is turned off, torch keeps two biases for
    each unit, where Keras's SimpleRNN keeps one.  Unless `batch_first` is chosen, the axis of the
    steps comes before that of the batch, if there is one.  With `num_layers`,
    {num_layers:layer stands|layers stand} on each other, and each reads what the one below it puts
    out at a step.  With `bidirectional`, each layer has a second part with weights of its own,
    which reads from the last step to the first, and what the two put out is laid side by side."""
    need_nonlinearity(nonlinearity)
    of = plain_units(hidden_size, nonlinearity, bias)
    return stacked(input, hx, of, input_size, num_layers, batch_first, dropout, bidirectional)


def lstm(
    input: Tensor,
    *hx: Tensor,
    gates: Dim,
    input_size: Dim,
    hidden_size: Dim,
    num_layers: int = 1,
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
    proj_size: Dim = 0,
) -> Facts:
    """Reads the sequence step by step; each of its {gates} gates weighs the step's
    {features:feature|features} and the {shown:number|numbers} put out at the step before, with
    weights of its own for each of the {units:unit|units}.  One gate makes a new number, one says
    how much of it is let into the memory, one how much of the memory is kept, and one how much of
    the memory is put out.  What is put out at each of {steps:step|steps} is the first output; the
    others tell what was put out last and what the memory holds at the end.  Keras's layer gives
    only what is put out last, unless told `return_sequences`.  Unless `bias` is turned off, torch
    keeps two biases for each unit of a gate, where Keras's LSTM keeps one.  Unless `batch_first` is
    chosen, the axis of the steps comes before that of the batch, if there is one.  With
    `num_layers`, {num_layers:layer stands|layers stand} on each other, and each reads what the one
    below it puts out at a step.  With `bidirectional`, each layer has a second part with weights of
    its own, which reads from the last step to the first, and what the two put out is laid side by
    side.  With `proj_size`, what the units would put out at a step is weighed once more, and
    {proj_size:number is|numbers are} put out instead; the memory stays as wide as it is."""
    of = lstm_units(gates, hidden_size, bias, "_l0")
    return stacked(
        input, hx, of, input_size, num_layers, batch_first, dropout, bidirectional, proj_size
    )


def gru(
    input: Tensor,
    *hx: Tensor,
    gates: Dim,
    input_size: Dim,
    hidden_size: Dim,
    num_layers: int = 1,
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
) -> Facts:
    """Reads the sequence step by step; each of its {gates} gates weighs the step's
    {features:feature|features} and the {units:number|numbers} remembered from the step before, with
    weights of its own for each of the {units:unit|units}.  One gate says how much of each number is
    kept, one how much of the memory the new number may look at, and the third makes the new number.
    What is put out at each of {steps:step|steps} is the first output, and what is remembered at the
    end the second.  Keras's layer gives only what is put out last, unless told `return_sequences`.
    Unless `bias` is turned off, a gate weighs features and memory in two sums, each with a bias of
    its own, as Keras's GRU does with reset_after.  Unless `batch_first` is chosen, the axis of the
    steps comes before that of the batch, if there is one.  With `num_layers`,
    {num_layers:layer stands|layers stand} on each other, and each reads what the one below it puts
    out at a step.  With `bidirectional`, each layer has a second part with weights of its own,
    which reads from the last step to the first, and what the two put out is laid side by side."""
    of = gru_units(gates, hidden_size, bias, "_l0")
    return stacked(input, hx, of, input_size, num_layers, batch_first, dropout, bidirectional)


class Stack(Facts):
    """The facts of layers on each other, whose parameters are counted layer by layer."""

    __slots__ = ()

    @property
    def params(self) -> Dim:
        layers: dict[str, list[Dim]] = {}
        for name, weight in self.parameters.items():
            layers.setdefault(layer_of(name), []).append(weight.size)
        return of_all({layer: total(sizes) for layer, sizes in layers.items()})


def layer_of(name: str) -> str:
    """
    >>> layer_of("weight_ih_l1_reverse"), layer_of("parametrizations.weight_hh_l0.original0")
    ('layer 1 reverse', 'layer 0')
    """
    return "layer " + name.rpartition("_l")[2].partition(".")[0].replace("_", " ")


def of_all(layers: Mapping[str, Dim]) -> Dim:
    """The sum of what each layer has; those that have equally much go by the name of the first."""
    if len(layers) == 1:
        return next(iter(layers.values()))
    return total(step(first_like(size, layers), size) for size in layers.values())


def first_like(size: Dim, layers: Mapping[str, Dim]) -> str:
    return next(
        name
        for name, other in layers.items()
        if other is size or (isinstance(other, Formula) and other == size)
    )


class Layers(NamedTuple):
    """So many layers on each other, each in one direction or two; one puts out as many numbers at a
    step as are `shown`, fewer than there are units where it `projects`."""

    of: Units
    depth: int
    directions: int
    shown: Dim
    projects: bool

    @property
    def names(self) -> list[str]:
        """What stands behind the names of the weights of each layer in each direction."""
        both = ("", "_reverse")[: self.directions]
        return [f"_l{layer}{way}" for layer in range(self.depth) for way in both]

    def read_by(self, names: str, features: Dim) -> Dim:
        """What is read at a step: the input, or what the layer below puts out."""
        is_first = layer_of(names).startswith("layer 0")
        return features if is_first else self.directions * self.shown

    def weights_of(self, names: str, features: Dim) -> dict[str, Weight]:
        """The weights of one layer in one direction."""
        weights = self.of.weights(self.read_by(names, features), self.shown)
        if self.projects:
            weights["weight_hr"] = Weight((self.shown, self.of.units))
        return {f"{name}{names}": weight for name, weight in weights.items()}

    def weights(self, features: Dim) -> dict[str, Weight]:
        weights: dict[str, Weight] = {}
        for names in self.names:
            weights |= self.weights_of(names, features)
        return weights

    def macs(self, batch: Dim, steps: Dim, features: Dim) -> Dim:
        units, gates = self.of.units, self.of.gates
        costs: dict[str, Dim] = {}
        for names in self.names:
            read = self.read_by(names, features)
            cost = recurrences.products(batch, steps, read, units, gates, self.shown)
            if self.projects:
                cost = cost + step("projection", product((batch, steps, units, self.shown)))
            costs[layer_of(names)] = cost
        return of_all(costs)


def stacked(
    x: Tensor,
    hx: tuple[Tensor, ...],
    of: Units,
    input_size: Dim,
    num_layers: int,
    batch_first: bool,
    dropout: float,
    bidirectional: bool,
    proj_size: Dim = 0,
) -> Facts:
    """What the three have in common."""
    outer, batch, steps, features = in_steps(x, batch_first)
    need_float(x)
    need_sizes(input_size, of.units, features)
    need(num_layers >= 1, "there must be at least 1 layer, not {layers}", layers=num_layers)
    need(num_layers <= MOST, "more than {most} layers are not told apart", most=MOST)
    need(0 <= dropout <= 1, "dropout is a share between 0 and 1, not {rate}", rate=dropout)
    need(steps >= 1, "there is no step to read")
    need(
        proj_size + 1 <= of.units,
        "proj_size of {proj_size} must be smaller than hidden_size, which is {hidden_size}",
        proj_size=proj_size,
        hidden_size=of.units,
    )
    projects = known(proj_size) != 0
    shown = called(proj_size if projects else of.units, "shown")
    layers = Layers(of, num_layers, 1 + bidirectional, shown, projects)
    states = [(len(layers.names), *batch, width) for width in (shown, of.units)[: of.memories]]
    need_states(x, hx, states)
    width = step("output features", layers.directions * shown)
    examples = product(batch)
    is_drawn = num_layers == 1 and not projects
    is_told = num_layers == 1 or not hx  # else what is read of the states is no range of places
    return Stack(
        (Tensor((*outer, width), same(x)), remembered(x, states)),
        layers.weights(features),
        macs=layers.macs(examples, steps, features),
        elementwise=len(layers.names) * product((examples, steps, of.units, of.work)),
        cell=partial(cell_of, x, hx, layers, batch_first) if is_told else None,
        sketch=partial(of.sketch, features) if of.sketch and is_drawn else None,
    )


def in_steps(x: Tensor, batch_first: bool) -> tuple[Shape, Shape, Dim, Dim]:
    """The sizes before the features as they stand; the batch, if there is one; steps; features."""
    if len(x.shape) == 2:
        steps, features = x.read("steps", "features")
        return (steps,), (), steps, features
    if batch_first:
        batch, steps, features = x.read("batch", "steps", "features")
        return (batch, steps), (batch,), steps, features
    steps, batch, features = x.read("steps", "batch", "features")
    return (steps, batch), (batch,), steps, features


def remembered(x: Tensor, states: list[Shape]) -> Structure:
    """A state that is the only one stands by itself."""
    first, *others = [Tensor(state, same(x)) for state in states]
    return (first, *others) if others else first


def cell_of(
    x: Tensor, hx: tuple[Tensor, ...], layers: Layers, batch_first: bool, index: Index
) -> Reads:
    """What is put out at a step is made of all steps that are read before it.  What the first step
    gives needs the weights of its own unit only, in the last of the layers."""
    *outer, number = index
    along = 1 if batch_first and len(outer) == 2 else 0
    place, steps, features = outer[along], int(x.shape[along]), int(x.shape[-1])
    way, unit = divmod(number, int(layers.shown))
    read = range(place, steps) if way else range(place + 1)
    is_first = len(read) == 1
    if layers.directions == 2 and layers.depth > 1:
        read = range(steps)
    below, own = layers.names[: -layers.directions], layers.names[way - layers.directions]
    used = {
        name: whole(weight.shape)
        for names in below
        for name, weight in layers.weights_of(names, features).items()
    }
    used |= weights_at(layers, own, unit, is_first, features)
    places = [one(place) for place in outer]
    states = states_at(layers, way, unit, is_first, places[:along] + places[along + 1 :])
    places[along] = read
    made = say("what unit {unit} puts out after {n:step|steps}", unit=unit, n=len(read))
    return Reads(
        ((*places, range(features)), *states[: len(hx)]),
        say("{made}, read backwards", made=made) if way else made,
        used,
    )


def weights_at(
    layers: Layers, names: str, unit: int, is_first: bool, features: int
) -> dict[str, tuple[range, ...]]:
    """What one unit needs of the weights of its layer."""
    rows = layers.of.rows(unit) if is_first and not layers.projects else None
    used: dict[str, tuple[range, ...]] = {}
    for name, weight in layers.weights_of(names, features).items():
        first, *others = whole(weight.shape)
        if name.startswith("weight_hr"):
            first = one(unit) if is_first else first
        used[name] = (rows or first, *others)
    return used


def states_at(
    layers: Layers, way: int, unit: int, is_first: bool, example: list[range]
) -> tuple[tuple[range, ...], ...]:
    """What one unit needs of the states that its layer begins with."""
    memory = one(unit) if is_first and not layers.projects else range(int(layers.of.units))
    return (
        (one(way), *example, range(int(layers.shown))),
        (one(way), *example, memory),
    )


def rnn_cell(
    input: Tensor,
    *hx: Tensor,
    input_size: Dim,
    hidden_size: Dim,
    bias: bool = True,
    nonlinearity: Nonlinearity = "tanh",
) -> Facts:
    """At one step, each of its {units:unit|units} weighs all that it reads and the
    {units:number|numbers} that the units put out at the step before, and puts out one number.
    Unless `bias` is turned off, torch keeps two biases for each unit, where Keras's SimpleRNN keeps
    one."""
    need_nonlinearity(nonlinearity)
    return one_step(input, hx, plain_units(hidden_size, nonlinearity, bias), input_size)


def lstm_cell(
    input: Tensor,
    *hx: Tensor,
    gates: Dim,
    input_size: Dim,
    hidden_size: Dim,
    bias: bool = True,
) -> Facts:
    """At one step, each of its {gates} gates weighs all that it reads and the
    {units:number|numbers} put out at the step before, with weights of its own for each of the
    {units:unit|units}.  One gate makes a new number, one says how much of it is let into the
    memory, one how much of the memory is kept, and one how much of the memory is put out.  Unless
    `bias` is turned off, torch keeps two biases for each unit of a gate, where Keras's LSTM keeps
    one."""
    return one_step(input, hx, lstm_units(gates, hidden_size, bias), input_size)


def gru_cell(
    input: Tensor,
    *hx: Tensor,
    gates: Dim,
    input_size: Dim,
    hidden_size: Dim,
    bias: bool = True,
) -> Facts:
    """At one step, each of its {gates} gates weighs all that it reads and the
    {units:number|numbers} remembered from the step before, with weights of its own for each of the
    {units:unit|units}.  One gate says how much of each number is kept, one how much of the memory
    the new number may look at, and the third makes the new number.  Unless `bias` is turned off, a
    gate weighs features and memory in two sums, each with a bias of its own, as Keras's GRU does
    with reset_after."""
    return one_step(input, hx, gru_units(gates, hidden_size, bias), input_size)


def one_step(x: Tensor, hx: tuple[Tensor, ...], of: Units, input_size: Dim) -> Facts:
    """What the three have in common: what is put out is what is remembered after the step."""
    *batch, features = x.read("features") if len(x.shape) == 1 else x.read("batch", "features")
    need_float(x)
    need_sizes(input_size, of.units, features)
    states: list[Shape] = [(*batch, of.units)] * of.memories
    need_states(x, hx, states)
    weights = of.weights(features, of.units)

    def cell(index: Index) -> Reads:
        *example, unit = index
        places = [one(place) for place in example]
        shown, kept = (*places, range(int(of.units))), (*places, one(unit))
        return Reads(
            ((*places, range(int(features))), *(shown, kept)[: len(hx)]),
            say("what unit {unit} puts out after {n:step|steps}", unit=unit, n=1),
            {name: (of.rows(unit), *whole(weight.shape[1:])) for name, weight in weights.items()},
        )

    return Facts(
        remembered(x, states),
        weights,
        macs=recurrences.products(product(batch), 1, features, of.units, of.gates),
        elementwise=product((*batch, of.units, of.work)),
        cell=cell,
        sketch=partial(of.sketch, features) if of.sketch else None,
    )


def need_nonlinearity(nonlinearity: Nonlinearity) -> None:
    need(
        nonlinearity in ("tanh", "relu"),
        "there is no nonlinearity {nonlinearity}; choose 'tanh' or 'relu'",
        nonlinearity=nonlinearity,
    )


def need_sizes(input_size: Dim, hidden_size: Dim, features: Dim) -> None:
    called(hidden_size, "units")
    need(hidden_size >= 1, "there must be at least 1 unit, not {units}", units=hidden_size)
    need(
        equal(features, input_size),
        "it reads {wanted:feature|features}, and the input has {features}; say "
        "input_size={features}, or bring the features to its last axis",
        wanted=input_size,
        features=features,
    )


def need_states(x: Tensor, hx: tuple[Tensor, ...], states: list[Shape]) -> None:
    """What a layer begins with has the shape of what it remembers at the end."""
    recurrences.need_as_many(hx, len(states))
    need_alike(x, *hx)
    for given, wanted in zip(hx, states):
        need(
            len(given.shape) == len(wanted),
            "a state has {wanted:axis|axes} here, not {given}",
            wanted=len(wanted),
            given=len(given.shape),
        )
        for size, other in zip(given.shape, wanted):
            need(
                equal(size, other),
                "a first state has the sizes of the last one: {wanted} here, not {given}; make it "
                "for the batch that is read, which stands first with batch_first=True only",
                wanted=other,
                given=size,
            )


BESIDE = "device dtype"
MODULES = [
    Rule("RNN", rnn, beside=BESIDE),
    Rule("LSTM", lstm, {"gates": 4}, BESIDE),
    Rule("GRU", gru, {"gates": 3}, BESIDE),
    Rule("RNNCell", rnn_cell, beside=BESIDE),
    Rule("LSTMCell", lstm_cell, {"gates": 4}, BESIDE),
    Rule("GRUCell", gru_cell, {"gates": 3}, BESIDE),
]
