"""How a formula is written: `(60 - 40)/1 + 1 = 21`.  What is written can be evaluated again.

>>> worked(Name("steps", 60) - Name("kernel_size", 40) + 1)
'60 - 40 + 1 = 21'
"""

from __future__ import annotations

from collections.abc import Callable

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


def by_name(leaf: Name | Step) -> str:
    return leaf.name or str(leaf.value)


def by_value(leaf: Name | Step) -> str:
    return leaf.name if leaf.value is None else str(leaf.value)


def formula(expr: Dim, leaf: Leaf = by_name) -> str:
    """The formula in the names of its quantities."""
    return _print(lift(expr), leaf)[0]


def size(value: Dim) -> str:
    """A size by itself: a number, or a formula in the unknowns: `floor((H - 3)/2) + 1`."""
    match value:
        case PerExample():
            return "None" if value == 1 else f"{int(value)}*batch"
        case int():
            return str(value)
        case _:
            return formula(collected(in_full(lift(value))), by_value)


def worked(expr: Dim) -> str:
    """The formula with its numbers put in, and what it comes to."""
    expr = lift(expr)
    known = expr.value is not None
    line = formula(expr if known else with_meanings(expr), by_value)
    result = str(expr.value) if known else size(expr)
    return line if line == result else f"{line} = {result}"


def with_meanings(expr: Expr) -> Expr:
    """The formula with each quantity that has no number replaced by what it stands for."""
    return rebuilt(expr, lambda leaf: _meaning(leaf) if leaf.value is None else None)


def _meaning(leaf: Name | Step) -> Expr | None:
    return in_full(leaf) if isinstance(leaf, Step) else leaf.meaning


def _print(expr: Expr, leaf: Leaf) -> tuple[str, int]:
    """The text, and how tightly it binds."""
    match expr:
        case Literal() if expr.value < 0:
            return str(expr.value), SUM
        case Literal(value):
            return str(value), ATOM
        case Name() | Step():
            text = leaf(expr)
            return text, SUM if text.startswith("-") else ATOM
        case Apply(Op.ADD | Op.SUB as op, a, b):
            least = PRODUCT if op is Op.SUB or _is_negative(b) else SUM
            return f"{_at(a, leaf, SUM)} {op.value} {_at(b, leaf, least)}", SUM
        case Apply(Op.MUL, a, b):
            return f"{_at(a, leaf, PRODUCT)}*{_at(b, leaf, PRODUCT)}", PRODUCT
        case Apply(Op.FLOOR | Op.CEIL as op, a, b):
            quotient = f"{_at(a, leaf, PRODUCT)}/{_at(b, leaf, ATOM)}"
            exact = leaf is by_value and a.value is not None and a.value % (b.value or 1) == 0
            return (quotient, PRODUCT) if exact else (f"{op.value}({quotient})", ATOM)
        case Apply(op, a, b):
            return f"{op.value}({formula(a, leaf)}, {formula(b, leaf)})", ATOM


def _is_negative(expr: Expr) -> bool:
    return not isinstance(expr, Apply) and expr.value is not None and expr.value < 0


def _at(expr: Expr, leaf: Leaf, least: int) -> str:
    printed, binds = _print(expr, leaf)
    return printed if binds >= least else f"({printed})"
