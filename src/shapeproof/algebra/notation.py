"""How a formula is written: `(60 - 40)/1 + 1 = 21`.  What is written can be evaluated again.

>>> worked(Name("steps", 60) - Name("kernel_size", 40) + 1)
'60 - 40 + 1 = 21'

One walk over a formula serves every `Notation`; which brackets it needs is settled here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shapeproof.algebra.collected import collected
from shapeproof.algebra.formula import (
    Apply,
    Dim,
    Expr,
    Literal,
    Name,
    Op,
    PerExample,
    Step,
    in_full,
    lift,
    rebuilt,
)

Leaf = Callable[[Name | Step], str]
SUM, PRODUCT, ATOM = 1, 2, 3  # how tightly a piece of text binds


class Notation(NamedTuple):
    """How each operation is written around its operands, which are written already.

    `quantity` writes a number or a name: it is told which it is, and what it is called.  `parts`
    tell how tightly the two sides of a `quotient` have to bind, and how tightly it binds itself.
    """

    quantity: Callable[[Literal | Name | Step, str], str]
    bracketed: Callable[[str], str]
    infix: dict[Op, str]
    quotient: str
    parts: tuple[int, int, int]
    rounded: dict[Op, str]
    function: str
    equal: str


TEXT = Notation(
    quantity=lambda _, text: text,
    bracketed="(%s)".__mod__,
    infix={Op.ADD: "%s + %s", Op.SUB: "%s - %s", Op.MUL: "%s*%s"},
    quotient="%s/%s",
    parts=(PRODUCT, ATOM, PRODUCT),
    rounded={Op.FLOOR: "floor(%s)", Op.CEIL: "ceil(%s)"},
    function="%s(%s, %s)",
    equal="%s = %s",
)


def by_name(leaf: Name | Step) -> str:
    return leaf.name or str(leaf.value)


def by_value(leaf: Name | Step) -> str:
    return leaf.name if leaf.value is None else str(leaf.value)


def formula(expr: Dim, leaf: Leaf = by_name, notation: Notation = TEXT) -> str:
    """The formula in the names of its quantities."""
    return _print(lift(expr), leaf, notation)[0]


def size(value: Dim) -> str:
    """A size by itself: a number, or a formula in the unknowns: `floor((H - 3)/2) + 1`."""
    match value:
        case PerExample():
            return "None" if value == 1 else f"{int(value)}*batch"
        case int():
            return str(value)
        case _:
            return formula(collected(in_full(lift(value))), by_value)


def worked(expr: Dim, notation: Notation = TEXT) -> str:
    """The formula with its numbers put in, and what it comes to."""
    expr = lift(expr)
    value = expr.value
    sides = (with_meanings(expr), collected(in_full(expr))) if value is None else (expr, value)
    line, result = (formula(side, by_value) for side in sides)
    has_work = line != result
    if notation is not TEXT:
        line, result = (formula(side, by_value, notation) for side in sides)
    return notation.equal % (line, result) if has_work else line


def with_meanings(expr: Expr) -> Expr:
    """The formula with each quantity that has no number replaced by what it stands for."""
    return rebuilt(expr, lambda leaf: _meaning(leaf) if leaf.value is None else None)


def _meaning(leaf: Name | Step) -> Expr | None:
    return in_full(leaf) if isinstance(leaf, Step) else leaf.meaning


def _print(expr: Expr, leaf: Leaf, to: Notation) -> tuple[str, int]:
    """The text, and how tightly it binds."""
    match expr:
        case Literal(value):
            return to.quantity(expr, str(value)), ATOM if value >= 0 else SUM
        case Name() | Step():
            text = leaf(expr)
            return to.quantity(expr, text), SUM if text.startswith("-") else ATOM
        case Apply(Op.ADD | Op.SUB as op, a, b):
            least = PRODUCT if op is Op.SUB or _is_negative(b) else SUM
            return to.infix[op] % (_at(a, leaf, to, SUM), _at(b, leaf, to, least)), SUM
        case Apply(Op.MUL as op, a, b):
            sides = _at(a, leaf, to, PRODUCT), _at(b, leaf, to, PRODUCT)
            return to.infix[op] % sides, PRODUCT
        case Apply(Op.FLOOR | Op.CEIL as op, a, b):
            above, below, binds = to.parts
            quotient = to.quotient % (_at(a, leaf, to, above), _at(b, leaf, to, below))
            exact = leaf is by_value and a.value is not None and a.value % (b.value or 1) == 0
            return (quotient, binds) if exact else (to.rounded[op] % quotient, ATOM)
        case Apply(op, a, b):
            return to.function % (op.value, formula(a, leaf, to), formula(b, leaf, to)), ATOM


def _is_negative(expr: Expr) -> bool:
    return not isinstance(expr, Apply) and expr.value is not None and expr.value < 0


def _at(expr: Expr, leaf: Leaf, to: Notation, least: int) -> str:
    printed, binds = _print(expr, leaf, to)
    return printed if binds >= least else to.bracketed(printed)
