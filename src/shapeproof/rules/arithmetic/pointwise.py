"""Numbers made one by one: each of the number at its own place of an input, or of several."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast
from shapeproof.rules.arithmetic.reading import at_its_place, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Tensor, need


def by_itself(x: Tensor, made: Message, dtype: str) -> Facts:
    """Each number of one input made into another."""
    [sizes] = sizes_of(x)
    return Facts(Tensor(sizes, dtype), elementwise=product(sizes), cell=at_its_place(made))


def place_by_place(inputs: tuple[Tensor, ...], made: Message, dtype: str) -> Facts:
    """A number of those that several inputs have at one place."""
    shapes = sizes_of(*inputs)
    out = broadcast(*shapes)

    def cell(index: Index) -> Reads:
        return Reads(tuple(behind(index, shape) for shape in shapes), made)

    return Facts(Tensor(out, dtype), elementwise=product(out), cell=cell)


def powers(x: Tensor, count: Dim | None, dtype: str | None) -> Facts:
    """So many powers of each number of a row, or as many as there are numbers."""
    need(len(x.shape) == 1, "it reads a row of numbers")
    [(length,)] = sizes_of(x)
    out = (length, length if count is None else count)
    return Facts(Tensor(out, dtype), elementwise=product(out))


def gone_over(times: int, facts: Facts) -> Facts:
    """The same, where it takes so many operations instead of one; none where it is chance."""
    return facts._replace(elementwise=times * facts.elementwise)


def unread(index: Index) -> Reads:
    """What a number is made of that only the shape of an input decides."""
    return Reads((None,), say("a number that reads none"))


SAID = {
    "copy": say("x"),
    "absolute": say("abs(x)"),
    "negative": say("-x"),
    "square": say("x^2"),
    "reciprocal": say("1/x"),
    "rsqrt": say("1/sqrt(x)"),
    "isnan": say("whether x is no number"),
    "isfinite": say("whether x is finite"),
    "isinf": say("whether x is infinite"),
    "logical_not": say("whether x does not hold"),
}
"""What functions of one number make of it, where their names do not say it."""
OF_TWO = {
    "add": say("the sum"),
    "subtract": say("the difference"),
    "multiply": say("the product"),
    **dict.fromkeys(("divide", "true_divide", "divide_no_nan"), say("the quotient")),
    "floor_divide": say("the quotient, rounded down,"),
    **dict.fromkeys(("mod", "fmod"), say("the remainder")),
    "power": say("the power"),
    **dict.fromkeys(("maximum", "fmax"), say("the largest")),
    **dict.fromkeys(("minimum", "fmin"), say("the smallest")),
    **dict.fromkeys(
        ("equal", "not_equal", "greater", "greater_equal", "less", "less_equal"),
        say("the comparison"),
    ),
}
"""What functions of two numbers give."""


def said_of_one(name: str) -> Message:
    """What a function makes of one number x, in words."""
    return SAID.get(name) or say("{function}(x)", function=name)


def said_of_two(name: str) -> Message:
    return OF_TWO.get(name) or say("the function {function}", function=name)
