"""What a person asks of a model's numbers: `params <= 1e6 and output[1] >= 4`.

Numbers are exact and whole; nothing that is typed is executed.

>>> from shapeproof.algebra.logic import relations
>>> [one] = relations(parsed("params < 1e6"))
>>> one.left.name, one.symbol, one.right.value
('params', '<=', 999999)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from keyword import iskeyword

from shapeproof.algebra.formula import Expr, Literal, Name, Op, Relation, apply
from shapeproof.algebra.logic import All, Condition, Some, opposite, remainder
from shapeproof.message import ShapeproofError, say

SUCH = "params <= 1e6 and output[1] >= 4"
LONGEST = 2_000  # characters
DIGITS = 300
WORD = re.compile(
    r"`(?P<quoted>[^`]+)`"
    r"|(?P<word>(?:\w+\.)*[^\W\d]\w*(?:\.\w+)*(?:\[-?\d+\])*)"
    r"|(?P<number>\d[\d_.]*(?:[eE][+-]?\d+)?)"
)
ANYTHING = "_"
ARITHMETIC: Mapping[type[ast.operator], Op] = {
    ast.Add: Op.ADD,
    ast.Sub: Op.SUB,
    ast.Mult: Op.MUL,
    ast.FloorDiv: Op.FLOOR,
}


class ConditionError(ShapeproofError):
    """A condition that cannot be understood."""


def parsed(text: str) -> Condition:
    """The condition, each of its quantities a `Name` called as it was written.

    A quantity is `params`, `macs`, `flops` or `bytes`; a size `output[1]`, of several outputs
    `outputs[0][1]`, of a layer `conv1.output[1]`; its `conv1.params`; or whatever else the asker
    knows by a key (`conv1.filters`, `input.1`).  A name with other signs than letters, digits and
    dots stands in backticks.  `output == (None, 10, _)` compares a whole shape; the two may be
    anything.  Raises `ConditionError` for anything else.
    """
    if len(text) > LONGEST:
        reason = say(
            "a condition has {most} characters at most, not {n}", most=LONGEST, n=len(text)
        )
        raise ConditionError(reason)
    if re.search(r"(?<![<>=!])=(?!=)", text):
        raise ConditionError(say("`{text}`: write == to compare", text=text))
    names: dict[str, Name] = {}

    def placed(match: re.Match[str]) -> str:
        word = match["quoted"] or match["word"]
        if word is None:
            return str(_whole(match[0]))
        if iskeyword(word) or word == ANYTHING:
            return word
        names.setdefault(word, Name(word))
        return f"q{list(names).index(word)}"

    try:
        tree = ast.parse(WORD.sub(placed, text.strip()), mode="eval")
        return _condition(tree.body, tuple(names.values()))
    except ConditionError as error:
        raise ConditionError(say("`{text}`: {why}", text=text, why=error.message)) from None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        reason = say("`{text}` is no condition such as {such}", text=text, such=SUCH)
        raise ConditionError(reason) from None


def _whole(text: str) -> int:
    """`1e6` or `1_000`, exactly.

    Raises `ConditionError` where it is no whole number.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ConditionError(say("{text} is no whole number", text=repr(text))) from None
    if not number.is_finite() or number.adjusted() > DIGITS or number != int(number):
        raise ConditionError(say("{text} is no whole number", text=repr(text)))
    return int(number)


def _condition(node: ast.expr, names: tuple[Name, ...]) -> Condition:
    match node:
        case ast.BoolOp(op=op, values=values):
            joined = All if isinstance(op, ast.And) else Some
            return joined(tuple(_condition(value, names) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return opposite(_condition(operand, names))
        case ast.Compare(left=left, ops=ops, comparators=others):
            pairs = zip(ops, pairwise([left, *others]))
            parts = tuple(_compared(op, left, right, names) for op, (left, right) in pairs)
            return parts[0] if len(parts) == 1 else All(parts)
        case _:
            raise ConditionError(say("a condition compares numbers, as {such} does", such=SUCH))


def _compared(op: ast.cmpop, left: ast.expr, right: ast.expr, names: tuple[Name, ...]) -> Condition:
    """One comparison, as one of `<=`, `>=` and `=` between whole numbers."""
    if isinstance(right, ast.Tuple) and isinstance(op, ast.Eq | ast.NotEq):
        same = _of_shape(_term(left, names), [_entry(size, names) for size in right.elts])
        return same if isinstance(op, ast.Eq) else opposite(same)
    a, b = _term(left, names), _term(right, names)
    match op:
        case ast.LtE():
            return Relation("<=", a, b)
        case ast.GtE():
            return Relation(">=", a, b)
        case ast.Lt():
            return Relation("<=", a, b - 1)
        case ast.Gt():
            return Relation(">=", a, b + 1)
        case ast.Eq():
            return Relation("=", a, b)
        case ast.NotEq():
            return opposite(Relation("=", a, b))
        case _:
            raise ConditionError(say("numbers are compared with {known}",
                                     known=("<=", "<", ">=", ">", "==", "!=")))  # fmt: skip


def _term(node: ast.expr, names: tuple[Name, ...]) -> Expr:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            return Literal(number)
        case ast.Name(id=place):
            return names[int(place[1:])]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return 0 - _term(operand, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in (ast.Mod, *ARITHMETIC):
            a, b = _term(left, names), _term(right, names)
            if isinstance(op, ast.Mod | ast.FloorDiv) and b == Literal(0):
                raise ConditionError(say("nothing is divided by 0"))
            return remainder(a, b) if isinstance(op, ast.Mod) else apply(ARITHMETIC[type(op)], a, b)
        case _:
            raise ConditionError(
                say("a number of a condition is whole, the name of one, or made of such with "
                    "{known}", known=("+", "-", "*", "//", "%"))
            )  # fmt: skip


def _entry(node: ast.expr, names: tuple[Name, ...]) -> Expr | None:
    """A size of a shape, None where any will do."""
    match node:
        case ast.Constant(value=None) | ast.Name(id="_"):
            return None
        case _:
            return _term(node, names)


def _of_shape(of: Expr, sizes: Sequence[Expr | None]) -> Condition:
    if not isinstance(of, Name):
        raise ConditionError(say("a shape is compared with an output: output == (None, 10)"))
    axes = (
        Relation("=", Name(f"{of.name}[{axis}]"), one)
        for axis, one in enumerate(sizes)
        if one is not None
    )
    return All((Relation("=", Name(f"{of.name}.rank"), Literal(len(sizes))), *axes))
