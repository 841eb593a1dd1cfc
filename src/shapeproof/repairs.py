"""What would make one layer take what it reads: another argument, another size, another form.

>>> from shapeproof.rules.torch import module
>>> linear = Layer(module("Linear"), {"in_features": 1050, "out_features": 10})
>>> [(one.where, one.value) for one in repairs(linear, (Tensor((2, 1568)),))]
[('in_features', 1568), ('input.1', 1050)]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations
from math import prod
from typing import Any, NamedTuple

from shapeproof.algebra.formula import (
    COMPARISON,
    Expr,
    Formula,
    Name,
    PerExample,
    Relation,
    in_full,
    lift,
    rebuilt,
)
from shapeproof.algebra.inverse import Undecided, solutions
from shapeproof.rules.rule import Facts, Layer, Need, ShapeError, Tensor, noting
from shapeproof.supposition import argument, changed
from shapeproof.variations import facts_or_none, variations

FEW = 3  # values of one argument that are worth trying
REACH = 16  # how far around the old value divisors are looked for


SIZE = re.compile(r"input\d*\.\d+")
AXES = ("dim", "dims", "axis", "axes", "start_dim", "end_dim")


class Repair(NamedTuple):
    """One argument or size that shall be another, and what the layer says then."""

    where: str
    was: Any
    value: Any
    facts: Facts


Make = Callable[[Any], tuple[Layer, tuple[Tensor, ...]]]
"""The layer and its inputs with a value put in."""


class Move(NamedTuple):
    """A change of form of one input, before the layer reads it: which axes it then has.

    `axes` are the places that they had, -1 for a new axis of 1, and a tuple for axes made one.
    One `of_model` leaves out more than an axis of 1, and only the model's input can be so.
    """

    input: int
    axes: tuple[int | tuple[int, ...], ...]
    facts: Facts
    of_model: bool = False


def sizes_that_would_do(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair]:
    """The repairs that are sizes of an input."""
    yield from filter(is_size, repairs(layer, inputs))
    for i, x in enumerate(inputs):
        yield from _squares(layer, inputs, i, x)
    if len(inputs) > 1:
        yield from together(layer, inputs)
        yield from alike(layer, inputs)


def _squares(layer: Layer, inputs: tuple[Tensor, ...], i: int, x: Tensor) -> Iterator[Repair]:
    """Sizes of an image that shall all be others, and are alike: what is square stays so."""
    for size in {one for one in x.shape[1:] if type(one) is int and x.shape.count(one) > 1}:

        def make(value: Any, size: int = size) -> tuple[Layer, tuple[Tensor, ...]]:
            rest = (value if own == size else own for own in x.shape[1:])
            changed = x._replace(shape=(x.shape[0], *rest))
            return layer, (*inputs[:i], changed, *inputs[i + 1 :])

        axis = x.shape.index(size, 1)
        yield from _worked(f"input{i}.{axis}", size, make)


def _worked(where: str, was: int, make: Make) -> Iterator[Repair]:
    for value in _accepted(was, make):
        if value != was and (facts := _says(*make(value))) is not None:
            yield Repair(where, was, value, facts)


def is_size(repair: Repair) -> bool:
    return SIZE.fullmatch(repair.where) is not None


def place_of(repair: Repair) -> tuple[int, int]:
    """The input, counted from 0, and the axis of a size: of `input1.2`, 1 and 2."""
    number, _, axis = repair.where.removeprefix("input").partition(".")
    return int(number or 0), int(axis)


def repairs(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair]:
    """The arguments and the sizes with which the layer takes its inputs, the nearest values
    first."""
    for variation in variations(layer, inputs):
        values = (
            variation.options
            if variation.options is not None
            else _accepted(variation.was, variation.make)
        )
        for value in values:
            facts = _says(*variation.make(value)) if value != variation.was else None
            if facts is not None:
                yield Repair(variation.where, variation.was, value, facts)
    yield from _of_axes(layer, inputs)


def _of_axes(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair]:
    """Axes that the input has, for those that it has not."""
    ranks = [len(x.shape) for x in inputs[:1]]
    for key in AXES:
        was = layer.arguments.get(key)
        places = range(len(was)) if isinstance(was, tuple) else [None]
        for place in places if was is not None and ranks else []:
            for axis in (-1, *range(ranks[0])):
                name = key if place is None else f"{key}[{place}]"
                facts = _says(changed(layer, name, axis), inputs)
                if facts is not None and axis != argument(layer, name):
                    yield Repair(name, argument(layer, name), axis, facts)


def together(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair]:
    """A size that all inputs shall have, where they are all alike: of attention to itself."""
    if len({x.shape for x in inputs}) > 1:
        return
    for axis in range(1, len(inputs[0].shape)):
        was: Any = inputs[0].shape[axis]

        def make(value: Any, axis: int = axis) -> tuple[Layer, tuple[Tensor, ...]]:
            shape = inputs[0].shape
            return layer, tuple(
                x._replace(shape=(*shape[:axis], value, *shape[axis + 1 :])) for x in inputs
            )

        yield from _worked(f"input0.{axis}", was, make)


def alike(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair]:
    """Sizes of one input that shall be those of another, where several are joined: along all axes
    in which they differ, or along all of these but one.

    Of each the first such size is told, and what the layer says once all are alike.
    """
    for i, x in enumerate(inputs):
        for other in (*inputs[:i], *inputs[i + 1 :]):
            if len(other.shape) != len(x.shape):
                continue
            apart = [a for a, size in enumerate(x.shape) if size != other.shape[a]]
            for axes in (apart, *([a for a in apart if a != one] for one in apart)):
                shape = tuple(
                    other.shape[a] if a in axes else size for a, size in enumerate(x.shape)
                )
                facts = _says(layer, (*inputs[:i], x._replace(shape=shape), *inputs[i + 1 :]))
                if axes and facts is not None:
                    where = f"input{i}.{axes[0]}"
                    yield Repair(where, x.shape[axes[0]], shape[axes[0]], facts)
                    break


def _says(layer: Layer, inputs: tuple[Tensor, ...]) -> Facts | None:
    try:
        return facts_or_none(layer, inputs)
    except (AssertionError, IndexError, AttributeError):  # no value that the rule was made for
        return None


def _accepted(was: Any, make: Make) -> list[int]:
    """The values for which everything that the rule needs holds, the nearest first."""
    unknown, was = Name("unknown"), was if type(was) is int else 1
    needs = needs_of(*make(unknown))
    if needs is None:
        return []
    found = {value for need in needs for value in _of_need(need, unknown, was)}
    ordered = sorted(found, key=lambda value: (abs(value - was), value))
    return [value for value in ordered if value >= 0][: 4 * FEW]


def needs_of(layer: Layer, inputs: tuple[Tensor, ...]) -> list[Need] | None:
    """What the rule needs of the unknowns in it; None where no value of theirs would do."""
    try:
        with noting() as needs:
            layer(*inputs)
    except (ShapeError, ZeroDivisionError, TypeError, ValueError, AssertionError, IndexError):
        return None
    return needs


def _of_need(need: Need, unknown: Name, was: int) -> Iterator[int]:
    """The values at which a need begins to hold, or ends to."""
    relation = need.holds
    if not isinstance(relation, Relation):
        return
    left, right = in_full(relation.left), in_full(relation.right)
    if relation.symbol == "divides":
        yield from _dividing(relation, unknown, was)
        return
    high = 4 * max(was, *(abs(one.value or 0) for one in (left, right)), 1) + 1024
    try:
        ranges = solutions(lift(left - right), unknown, 0, 0, high)
    except (Undecided, ZeroDivisionError):
        return
    for values in ranges:
        yield from {values.start, values.stop - 1, min(max(was, values.start), values.stop - 1)}


def _dividing(relation: Relation, unknown: Name, was: int) -> Iterator[int]:
    """The nearest values that make a quotient whole."""
    for value in sorted(range(max(was - REACH, 1), was + REACH), key=lambda v: abs(v - was)):
        divisor, number = (
            _with_value(in_full(side), unknown, value) for side in (relation.left, relation.right)
        )
        if divisor and number is not None and COMPARISON["divides"](divisor, number):
            yield value


def _with_value(expr: Expr, unknown: Name, value: int) -> int | None:
    put = rebuilt(expr, lambda leaf: lift(value) if leaf is unknown else None)
    return put.value


def moves(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Move]:
    """The changes of form with which the layer takes its inputs, the most usual first."""
    for i, x in enumerate(inputs):
        for axes in _forms(len(x.shape), x):
            moved = x._replace(shape=tuple(_size(x, axis) for axis in axes))
            facts = _says(layer, (*inputs[:i], moved, *inputs[i + 1 :]))
            if facts is not None:
                of_model = axes == (0, *range(2, len(x.shape))) and not _is_one(x.shape[1])
                yield Move(i, axes, facts, of_model)


def _size(x: Tensor, axis: int | tuple[int, ...]) -> Any:
    if isinstance(axis, tuple):
        return prod((x.shape[one] for one in axis), start=1)
    return 1 if axis < 0 else x.shape[axis]


def _forms(rank: int, x: Tensor) -> Iterator[tuple[int | tuple[int, ...], ...]]:
    """All but the batch made one axis; channels moved; an axis of 1 left out, or put in."""
    axes = tuple(range(rank))
    if rank > 2:
        yield (0, axes[1:])
        yield (0, rank - 1, *axes[1:-1])
        yield (0, *axes[2:], 1)
        yield from (
            (0, *order)
            for order in permutations(axes[1:])
            if rank == 4 and order not in (axes[1:], (rank - 1, *axes[1:-1]), (*axes[2:], 1))
        )
    for axis in axes:
        if _is_one(x.shape[axis]) or (axis == 1 and rank > 3):
            yield (*axes[:axis], *axes[axis + 1 :])
    yield (*axes, -1)
    yield (-1, *axes)
    if rank > 1:
        yield (0, -1, *axes[1:])


def _is_one(size: Any) -> bool:
    return not isinstance(size, Formula) and size == 1 and not isinstance(size, PerExample)


def is_meant(x: Tensor, move: Move) -> bool:
    """Whether a layer hardly takes this form by chance: all axes made one, or the channels of a
    square image brought from the end to the front, or back."""
    shape, axes = x.shape, move.axes
    if len(shape) > 2 and axes == (0, tuple(range(1, len(shape)))):
        return True
    is_first = len(shape) == 4 and shape[2] == shape[3] != shape[1]
    is_last = len(shape) == 4 and shape[1] == shape[2] != shape[3]
    return (is_last and axes == (0, 3, 1, 2)) or (is_first and axes == (0, 2, 3, 1))


def as_if_right(layer: Layer, inputs: tuple[Tensor, ...]) -> Facts | None:
    """What a layer that does not take its inputs would say if it did: in the form that was meant,
    or else with the first change that will do."""
    forms = list(moves(layer, inputs))
    meant = [one for one in forms if is_meant(inputs[one.input], one)]
    found: Iterable[Repair | Move] = (
        *meant, *repairs(layer, inputs), *sizes_that_would_do(layer, inputs), *forms
    )  # fmt: skip
    return next((one.facts for one in found), None)
