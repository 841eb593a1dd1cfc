"""Recurrences: a sequence is read step by step, and numbers are remembered from step to step."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product
from shapeproof.rules.arithmetic.products import Activation, is_active
from shapeproof.rules.rule import Tensor, need

# What a unit does at each step beside its products, one operation a value.  A product and a bias
# are counted as in any layer: the products as multiply-accumulates, each bias as one addition.


def products(
    batch: Dim, steps: Dim, features: Dim, units: Dim, gates: Dim, shown: Dim | None = None
) -> Dim:
    """At each step every gate of every unit weighs all features and all that was put out: a number
    of each unit, unless as many are `shown`."""
    return product((batch, steps, features + (units if shown is None else shown), gates, units))


def plain_work(activation: Activation, biases: int) -> int:
    """`h' = activation(sum)`."""
    return biases + is_active(activation)


def lstm_work(activation: Activation, gate_activation: Activation, biases: int) -> int:
    """`c' = forget*c + let_in*activation(value)` and `h' = show*activation(c')`: 4 sums with
    their biases, 3 gate activations, 2 activations, 3 products, 1 addition."""
    return 4 * biases + 3 * is_active(gate_activation) + 2 * is_active(activation) + 3 + 1


def gru_work(
    activation: Activation, gate_activation: Activation, biases: int, apart: bool = True
) -> int:
    """`h' = keep*h + (1 - keep)*activation(value)`: 3 sums with their biases, 2 gate activations,
    1 activation, 2 products, 1 subtraction, 1 addition; and the product with the reset gate.

    Where the memory is weighed `apart` and then reset, adding it to the rest is 1 more.
    """
    return 3 * biases + 2 * is_active(gate_activation) + is_active(activation) + 4 + 1 + apart


def steps_read(place: int, steps: int, backwards: bool) -> range:
    """The steps that what is put out at `place` was made from."""
    return range(steps - 1 - place, steps) if backwards else range(place + 1)


def columns_of(unit: int, units: int, gates: int) -> range:
    """Where the weights of one unit stand, a column a gate, when the gates stand side by side."""
    return range(unit, gates * units, units)


def reached(place: int, length: Dim, window: Dim, times: int) -> range:
    """The places that a number is made from where so many windows are laid on each other, each in
    the middle of its place, on an axis that is padded to keep its `length`.

    >>> reached(3, 9, 3, 1), reached(3, 9, 3, 2), reached(3, 9, 2, 2), reached(3, 9, 3, 9)
    (range(2, 5), range(1, 6), range(3, 6), range(0, 9))
    """
    before, after = (int(window) - 1) // 2, int(window) // 2
    return range(max(place - times * before, 0), min(place + times * after, int(length) - 1) + 1)


def need_as_many(initial: tuple[Tensor, ...], states: int) -> None:
    """A layer begins with all of its states, or with nothing."""
    need(
        len(initial) in (0, states),
        "it begins with {states:state|states}, not {given}",
        states=states,
        given=len(initial),
    )
