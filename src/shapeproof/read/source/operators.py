"""What operators do to values: arithmetic, comparison, truth; undecided where not known."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula
from shapeproof.message import ShapeproofError
from shapeproof.read.source.values import (
    FORMULAS,
    Host,
    Quotient,
    Raised,
    Unknown,
    Value,
    is_unknown,
    operand,
    size_of,
)

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

PYTHON_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    StopIteration,
)
BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "@": operator.matmul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}
IN_PLACE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.iadd,
    "*": operator.imul,
    "|": operator.ior,
    "&": operator.iand,
    "-": operator.isub,
    "^": operator.ixor,
}
UNARY: dict[type[ast.unaryop], str] = {ast.UAdd: "+", ast.USub: "-", ast.Invert: "~"}
SIGNS: dict[str, Callable[[Any], Any]] = {
    "+": operator.pos,
    "-": operator.neg,
    "~": operator.invert,
}
COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
SIMPLE = (int, float, str, bool, type(None), complex, bytes)


def guarded(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a function of Python's; its exception becomes one of the source's own."""
    try:
        return function(*args, **kwargs)
    except ShapeproofError:
        raise
    except PYTHON_ERRORS as error:
        cause = error if isinstance(error, KeyError) else None
        raise Raised(type(error).__name__, str(error), cause) from None


def binary(reader: Interpreter, op: str, left: Any, right: Any, in_place: bool = False) -> Any:
    """`left op right` as Python finds it: left's own way, then right's."""
    if isinstance(left, Value) or isinstance(right, Value):
        result = of_values(reader, op, left, right)
        if result is not NotImplemented:
            return result
    elif isinstance(left, Formula) or isinstance(right, Formula):
        result = of_formulas(reader, op, left, right)
        if result is not NotImplemented:
            return result
    elif op == "%" and isinstance(left, str | bytes):
        return reader.percent(left, right)
    else:
        afford(reader, op, left, right)
        table = IN_PLACE if in_place and op in IN_PLACE else ARITHMETIC
        return guarded(table[op], left, right)
    raise Raised(
        "TypeError",
        f"unsupported operand type(s) for {op}: {kind(left)!r} and {kind(right)!r}",
    )


def of_values(reader: Interpreter, op: str, left: Any, right: Any) -> Any:
    at = reader.here()
    if op == "%" and isinstance(left, str):
        return reader.percent(left, right)
    result: Any = NotImplemented
    if isinstance(left, Value) and not (is_unknown(left) and isinstance(right, Host)):
        result = left.binary(op, right, False, at)
    if result is NotImplemented and isinstance(right, Value):
        result = right.binary(op, left, True, at)
    if result is NotImplemented and is_unknown(left):
        result = left.binary(op, right, False, at)
    return result


def of_formulas(reader: Interpreter, op: str, left: Any, right: Any) -> Any:
    """Formulas are added, taken away, multiplied and divided; the rest is an unknown."""
    above, below = size_of(left), size_of(right)
    if above is not None and below is not None:
        if op in FORMULAS and not (op == "//" and below == 0):
            return FORMULAS[op](above, below)
        if op == "**" and isinstance(below, int) and 1 <= below <= 4:
            return above if below == 1 else above * of_formulas(reader, op, above, below - 1)
        if op == "/" and (quotient := Quotient.of(left, right)):
            return quotient
    numbers = (int, float, Formula)
    if isinstance(left, numbers) and isinstance(right, numbers):
        return reader.composed(f"{operand(left)} {op} {operand(right)}", left, right)
    if isinstance(left, list | tuple | str) or isinstance(right, list | tuple | str):
        return reader.composed(f"{operand(left)} {op} {operand(right)}", left, right)
    return NotImplemented


def afford(reader: Interpreter, op: str, left: Any, right: Any) -> None:
    """Pay for the result before Python makes it."""
    if isinstance(left, int) and isinstance(right, int):
        if op in ("**", "<<", "*"):
            afford_number(reader, op, left, right)
    elif op == "*":
        for many, count in ((left, right), (right, left)):
            if isinstance(many, list | tuple | str | bytes) and isinstance(count, int):
                pay(reader, many, max(0, count))
    elif op == "+" and isinstance(left, list | tuple | str | bytes):
        pay(reader, left)
        if isinstance(right, list | tuple | str | bytes | range):
            pay(reader, right)
    elif isinstance(left, set | dict | frozenset):
        reader.budget.make(len(left))


def afford_number(reader: Interpreter, op: str, left: int, right: int) -> None:
    if op == "*":
        reader.budget.count(left.bit_length() + right.bit_length())
    elif op == "<<" and right > 0:
        reader.budget.count(left.bit_length() + right)
    elif op == "**" and right > 1 and abs(left) > 1:
        reader.budget.count(left.bit_length() * right)


def pay(reader: Interpreter, value: Any, times: int = 1) -> None:
    size = len(value) * times
    if isinstance(value, str | bytes):
        reader.budget.write(size)
    else:
        reader.budget.make(size)


def unary(reader: Interpreter, op: str, value: Any) -> Any:
    if isinstance(value, Value):
        return value.unary(op, reader.here())
    if isinstance(value, Formula):
        if op == "+":
            return value
        return 0 - value if op == "-" else reader.composed(f"{op}{operand(value)}", value)
    return guarded(SIGNS[op], value)


def kind(value: Any) -> str:
    """What Python calls the type of a value."""
    if isinstance(value, Value):
        return value.kind
    return "int" if isinstance(value, Formula) else type(value).__name__


def truth(reader: Interpreter, value: Any) -> bool | None:
    """Whether it counts as true; None when that is not known."""
    if isinstance(value, Value):
        return value.truth(reader.here())
    if isinstance(value, Formula):
        return None if value.value is None else bool(value.value)
    return bool(value)


def compare(reader: Interpreter, op: str, left: Any, right: Any) -> Any:
    """`left op right`: True, False, what a special method returned, or an unknown."""
    if isinstance(left, SIMPLE) and isinstance(right, SIMPLE) and op in ORDER:
        return guarded(ORDER[op], left, right)
    match op:
        case "is" | "is not":
            same = identical(reader, left, right)
            return same if op == "is" else negated(reader, same)
        case "in" | "not in":
            found = contains(reader, right, left)
            return found if op == "in" else negated(reader, found)
        case "==":
            return equal(reader, left, right)
        case "!=":
            return unequal(reader, left, right)
        case _:
            return ordered(reader, op, left, right)


def negated(reader: Interpreter, value: Any) -> Any:
    known = truth(reader, value)
    if known is None:
        return value.part(f"not {operand(value)}") if isinstance(value, Unknown) else value
    return not known


def identical(reader: Interpreter, left: Any, right: Any) -> Any:
    if left is right:
        return True
    if is_unknown(left) or is_unknown(right):
        known, other = (left, right) if is_unknown(left) else (right, left)
        if not (isinstance(other, Value) and not is_unknown(other) and known is other):
            return reader.composed(f"{operand(left)} is {operand(right)}", left, right)
    if isinstance(left, SIMPLE) and isinstance(right, SIMPLE):
        return type(left) is type(right) and left == right
    return () == left == right if isinstance(left, tuple) and isinstance(right, tuple) else False


def equal(reader: Interpreter, left: Any, right: Any) -> Any:
    if isinstance(left, SIMPLE) and isinstance(right, SIMPLE):
        return left == right
    if isinstance(left, Value) or isinstance(right, Value):
        result = asked(reader, "==", left, right)
        return left is right if result is NotImplemented else result
    if isinstance(left, Formula) or isinstance(right, Formula):
        return equal_sizes(reader, left, right)
    reader.budget.step()
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        if isinstance(left, list) is not isinstance(right, list) or len(left) != len(right):
            return False
        return all_equal(reader, zip(left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        return all_equal(reader, ((value, right[key]) for key, value in left.items()))
    return guarded(operator.eq, left, right)


def all_equal(reader: Interpreter, pairs: Any) -> Any:
    undecided = None
    for left, right in pairs:
        reader.budget.step()
        if left is right:
            continue
        result = equal(reader, left, right)
        known = truth(reader, result)
        if known is False:
            return False
        if known is None:
            undecided = result
    return True if undecided is None else undecided


def equal_sizes(reader: Interpreter, left: Any, right: Any) -> Any:
    if not (isinstance(left, int | float | Formula) and isinstance(right, int | float | Formula)):
        return False
    if isinstance(left, Formula) and left == right:
        return True
    a, b = worth(left), worth(right)
    if a is None or b is None:
        return reader.composed(f"{operand(left)} == {operand(right)}", left, right)
    return a == b


def worth(value: Any) -> Any:
    return value.value if isinstance(value, Formula) else value


def unequal(reader: Interpreter, left: Any, right: Any) -> Any:
    if isinstance(left, Value) or isinstance(right, Value):
        result = asked(reader, "!=", left, right)
        if result is not NotImplemented:
            return result
    return negated(reader, equal(reader, left, right))


def asked(reader: Interpreter, op: str, left: Any, right: Any) -> Any:
    """What the values themselves say to a comparison; NotImplemented if neither knows."""
    at = reader.here()
    result: Any = NotImplemented
    if isinstance(left, Value) and not (is_unknown(left) and isinstance(right, Value)):
        result = left.compare(op, right, at)
    if result is NotImplemented and isinstance(right, Value):
        result = right.compare(MIRRORED[op], left, at)
    if result is NotImplemented and is_unknown(left):
        result = left.compare(op, right, at)
    return result


def ordered(reader: Interpreter, op: str, left: Any, right: Any) -> Any:
    if isinstance(left, Value) or isinstance(right, Value):
        result = asked(reader, op, left, right)
    elif isinstance(left, Formula) or isinstance(right, Formula):
        a, b = worth(left), worth(right)
        known = isinstance(a, int | float) and isinstance(b, int | float)
        if a is not None and b is not None and not known:
            result = NotImplemented
        elif known:
            result = ORDER[op](a, b)
        else:
            result = reader.composed(f"{operand(left)} {op} {operand(right)}", left, right)
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        result = ordered_sequences(reader, op, left, right)
    else:
        return guarded(ORDER[op], left, right)
    if result is NotImplemented:
        raise Raised(
            "TypeError",
            f"{op!r} not supported between instances of {kind(left)!r} and {kind(right)!r}",
        )
    return result


def ordered_sequences(reader: Interpreter, op: str, left: Any, right: Any) -> Any:
    """By the first entries that differ, as Python does."""
    if isinstance(left, list) is not isinstance(right, list):
        return NotImplemented
    for a, b in zip(left, right):
        reader.budget.step()
        same = truth(reader, equal(reader, a, b))
        if same is None:
            return reader.composed(f"{operand(left)} {op} {operand(right)}", a, b)
        if not same:
            return compare(reader, op, a, b)
    return ORDER[op](len(left), len(right))


def contains(reader: Interpreter, container: Any, element: Any) -> Any:
    """`element in container`."""
    at = reader.here()
    if isinstance(container, Value):
        result = container.contains(element, at)
        if result is not NotImplemented:
            known = truth(reader, result)
            return result if known is None else known
    elif isinstance(container, str | bytes | range) and not isinstance(element, Value | Formula):
        return guarded(operator.contains, container, element)
    elif isinstance(container, set | frozenset | dict) and not is_unknown(element):
        weigh(reader, element)
        if guarded(operator.contains, container, element):
            return True
        return any_unknown(reader, container, element)
    elements = reader.iterate(container, at)
    if elements is None:
        return reader.composed(f"{operand(element)} in {operand(container)}", element, container)
    return among(reader, elements, element, container)


def any_unknown(reader: Interpreter, container: Any, element: Any) -> Any:
    """False, or undecided where one of the elements is unknown."""
    if len(container) <= 64 and any(is_unknown(each) for each in container):
        return reader.composed(f"{operand(element)} in {operand(container)}", element, *container)
    return False


def among(reader: Interpreter, elements: Any, element: Any, container: Any) -> Any:
    undecided = False
    for each in elements:
        reader.budget.step()
        known = each is element or truth(reader, equal(reader, each, element))
        if known:
            return True
        undecided = undecided or known is None
    if undecided:
        return reader.composed(f"{operand(element)} in {operand(container)}", element)
    return False


def weigh(reader: Interpreter, value: Any) -> None:
    """Pay for every entry that hashing, ordering or copying the value would visit."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple | list | set | frozenset):
            reader.budget.step(1 + len(value) // 8)
            waiting.extend(each for each in value if isinstance(each, tuple | list | frozenset))
