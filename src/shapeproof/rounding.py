"""Floor against ceil: a layer whose quotients are rounded the other way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.algebra.formula import Apply, Dim, Expr, Name, Op, Step, lift
from shapeproof.message import say
from shapeproof.rules.rule import Facts, Layer, Tensor
from shapeproof.variations import ROUNDING, Variation

OTHER_WAY = {"ceil": (Op.FLOOR, Op.CEIL), "floor": (Op.CEIL, Op.FLOOR)}
BECAUSE = {
    "ceil": say("What would reach over the end is left out: the quotient is rounded down."),
    "floor": say("What is left over at the end makes one more: the quotient is rounded up."),
}
LABELS = {"ceil": say("rounding up"), "floor": say("rounding down")}


def of_rounding(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Variation]:
    """The layer's sizes, rounded up where it rounds down, and down where it rounds up.

    Nothing of a layer that can be told so by an argument.
    """
    if "ceil_mode" in layer.rule.parameters:
        return

    def make(way: Any) -> tuple[Layer, tuple[Tensor, ...]]:
        return rounding(layer, *OTHER_WAY[way]), inputs

    yield Variation(
        "rounding",
        "rounding",
        None,
        ROUNDING,
        tuple(OTHER_WAY),
        make,
        BECAUSE.__getitem__,
        label=LABELS.__getitem__,
    )


def rounding(layer: Layer, old: Op, new: Op) -> Layer:
    """The same layer with one rounding in its output's sizes in the place of another."""
    own = layer.rule.states

    def states(*inputs: Tensor | None, **arguments: Any) -> Facts:
        facts = own(*map(_in_formulas, inputs), **arguments)
        is_plain = all(isinstance(size, int) for x in inputs if x for size in x.shape)

        def other(size: Dim) -> Dim:
            if isinstance(size, int):
                return size
            formula = _turned(lift(size), old, new)
            return formula.value if is_plain and formula.value is not None else formula

        outputs = tuple(x._replace(shape=tuple(map(other, x.shape))) for x in facts.outputs)
        return facts._replace(output=outputs)

    return layer._replace(rule=layer.rule._replace(states=states))


def _in_formulas(x: Tensor | None) -> Tensor | None:
    """The tensor with its numbers as names, so that what is computed of them can be seen."""
    if x is None:
        return None
    return x._replace(shape=tuple(Name("", n) if type(n) is int else n for n in x.shape))


def _turned(expr: Expr, old: Op, new: Op) -> Expr:
    match expr:
        case Apply(op, left, right):
            other = new if op is old else op
            return Apply(other, _turned(left, old, new), _turned(right, old, new))
        case Step(name, body):
            return Step(name, _turned(body, old, new))
        case _:
            return expr
