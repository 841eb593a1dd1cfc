"""Whole-number arithmetic that remembers how it was done.

A layer rule is plain arithmetic.  Given ints it returns ints, given NumPy arrays
it returns arrays, and given a `Name` it returns an `Expr`: the formula itself,
which the rest of the package prints, evaluates and inverts.

>>> steps, kernel, stride = Name("steps", 60), Name("kernel", 40), Name("stride", 1)
>>> ((steps - kernel) // stride + 1).value
21
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from enum import Enum
from functools import lru_cache
from math import gcd
from typing import Any, Protocol


class Op(Enum):
    """Everything a rule may do to a dimension."""

    ADD = "+"
    SUB = "-"
    MUL = "*"
    FLOOR = "floor"  # a // b
    CEIL = "ceil"  # ceil_div(a, b)
    MAX = "max"
    MIN = "min"
    GCD = "gcd"


class Dim(Protocol):
    """A whole number or what stands for one: an int, a formula, or an array of ints."""

    def __add__(self, other: Any, /) -> Dim: ...
    def __radd__(self, other: Any, /) -> Dim: ...
    def __sub__(self, other: Any, /) -> Dim: ...
    def __rsub__(self, other: Any, /) -> Dim: ...
    def __mul__(self, other: Any, /) -> Dim: ...
    def __rmul__(self, other: Any, /) -> Dim: ...
    def __floordiv__(self, other: Any, /) -> Dim: ...
    def __rfloordiv__(self, other: Any, /) -> Dim: ...
    def __le__(self, other: Any, /) -> Condition: ...
    def __ge__(self, other: Any, /) -> Condition: ...
    def __index__(self) -> int: ...


class PerExample(int):
    """So many for each example of a batch whose size nobody stated; 1 is Keras's `None`.

    >>> batch = PerExample(1)
    >>> batch * 7 * 7, batch * 49 // 7, batch * 49 // (batch * 7)
    (PerExample(49), PerExample(7), 7)
    """

    __slots__ = ()

    def __mul__(self, other: Any) -> Any:
        if type(other) is int:
            return PerExample(int.__mul__(self, other))
        return int(self) * other

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        quotient = int(self) // other
        whole = type(other) is int and quotient * other == self
        return PerExample(quotient) if whole else quotient

    def __add__(self, other: Any) -> Any:
        both = int(self) + other
        return PerExample(both) if isinstance(other, PerExample) else both

    def __repr__(self) -> str:
        return f"PerExample({int(self)})"


Condition = Any  # a bool, a `Relation`, or an array of bools


class Formula:
    """What `Literal`, `Name`, `Apply` and `Step` share: they can be computed with."""

    __slots__ = ("value",)
    __match_args__: tuple[str, ...] = ()
    __array_ufunc__ = None  # NumPy hands `array - formula` to us, and we refuse it
    value: int | None

    def __add__(self, other: Any) -> Expr:
        return apply(Op.ADD, self, other)

    def __radd__(self, other: Any) -> Expr:
        return apply(Op.ADD, other, self)

    def __sub__(self, other: Any) -> Expr:
        return apply(Op.SUB, self, other)

    def __rsub__(self, other: Any) -> Expr:
        return apply(Op.SUB, other, self)

    def __mul__(self, other: Any) -> Expr:
        return apply(Op.MUL, self, other)

    def __rmul__(self, other: Any) -> Expr:
        return apply(Op.MUL, other, self)

    def __floordiv__(self, other: Any) -> Expr:
        return apply(Op.FLOOR, self, other)

    def __rfloordiv__(self, other: Any) -> Expr:
        return apply(Op.FLOOR, other, self)

    def __le__(self, other: Any) -> Relation:
        return Relation("<=", lift(self), lift(other))

    def __ge__(self, other: Any) -> Relation:
        return Relation(">=", lift(self), lift(other))

    def __eq__(self, other: object) -> bool:
        """Same formula.  For "same size", a rule states `equal(a, b)`."""
        return isinstance(other, Formula) and (type(self), self.parts()) == (
            type(other),
            other.parts(),
        )

    def __hash__(self) -> int:
        return hash((type(self), self.parts()))

    def parts(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __bool__(self) -> bool:
        raise TypeError(
            "a rule cannot branch on a dimension, because a formula has no truth value; "
            "state the condition with `need`, or use `maximum` or `minimum`"
        )

    def __index__(self) -> int:
        raise TypeError("a rule cannot count with a dimension: range(dim) has no formula")

    def __repr__(self) -> str:
        parts = ", ".join(map(repr, self.parts()))
        return f"{type(self).__name__}({parts})"


class Literal(Formula):
    """A number that belongs to the formula: the 1 of `... + 1`."""

    __slots__ = ()
    __match_args__ = ("value",)
    value: int

    def __init__(self, value: int) -> None:
        self.value = value  # pyright: ignore[reportIncompatibleVariableOverride]


class Name(Formula):
    """A quantity that the reader knows by name.

    It has a value, or it stands for a formula in other names, or nothing is known about it.
    """

    __slots__ = ("meaning", "name")
    __match_args__ = ("name",)

    def __init__(self, name: str, value: int | None = None, meaning: Expr | None = None) -> None:
        self.name, self.value, self.meaning = name, value, meaning

    def __eq__(self, other: object) -> bool:
        """Two quantities may share a name, and a value."""
        return self is other

    __hash__ = object.__hash__

    def called(self, name: str) -> Name:
        """The same quantity under this name, unless it has one of its own."""
        return self if self.name else Name(name, self.value, self.meaning)


class Apply(Formula):
    """One operation on two expressions."""

    __slots__ = ("_hash", "left", "op", "right")
    __match_args__ = ("op", "left", "right")

    def __init__(self, op: Op, left: Expr, right: Expr) -> None:
        self.op, self.left, self.right = op, left, right
        a, b = left.value, right.value
        self.value = None if a is None or b is None else ARITHMETIC[op](a, b)
        self._hash: int | None = None

    def __eq__(self, other: object) -> bool:
        """A long formula is compared with one that may be the same, and with no other."""
        return self is other or (
            isinstance(other, Apply)
            and hash(self) == hash(other)
            and (self.op, self.left, self.right) == (other.op, other.left, other.right)
        )

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.op, self.left, self.right))
        return self._hash


class Step(Formula):
    """A part of a formula that deserves a name and a line of its own."""

    __slots__ = ("body", "name")
    __match_args__ = ("name", "body")

    def __init__(self, name: str, body: Expr) -> None:
        self.name, self.body, self.value = name, body, body.value


Expr = Literal | Name | Apply | Step


class Relation:
    """A comparison of dimensions: something that can hold, fail, or be assumed."""

    __slots__ = ("left", "right", "symbol")

    def __init__(self, symbol: str, left: Expr, right: Expr) -> None:
        self.symbol, self.left, self.right = symbol, left, right

    @property
    def holds(self) -> bool | None:
        a, b = self.left.value, self.right.value
        return None if a is None or b is None else COMPARISON[self.symbol](a, b)

    __bool__ = Formula.__bool__


ARITHMETIC: dict[Op, Callable[[int, int], int]] = {
    Op.ADD: operator.add,
    Op.SUB: operator.sub,
    Op.MUL: operator.mul,
    Op.FLOOR: operator.floordiv,
    Op.CEIL: lambda a, b: -(-a // b),
    Op.MAX: max,
    Op.MIN: min,
    Op.GCD: gcd,
}
COMPARISON: dict[str, Callable[[int, int], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "divides": lambda divisor, number: number % divisor == 0,
}


def lift(value: object) -> Expr:
    """An expression for `value`, which may already be one."""
    if isinstance(value, Literal | Name | Apply | Step):
        return value
    if isinstance(value, int):
        return Literal(int(value))
    raise TypeError(f"a formula is made of ints, not of {type(value).__name__}")


def apply(op: Op, left: object, right: object) -> Expr:
    """`left op right`, leaving out what a person would not write down."""
    match op, lift(left), lift(right):
        case Op.FLOOR | Op.CEIL, a, Literal(0):
            return Apply(op, a, Literal(0))  # as with numbers: a ZeroDivisionError, if it is known
        case _, Literal(int(a)), Literal(int(b)):
            return Literal(ARITHMETIC[op](a, b))
        case Op.ADD | Op.SUB, a, Literal(0):
            return a
        case Op.ADD, Literal(0), b:
            return b
        case Op.MUL | Op.FLOOR | Op.CEIL, a, Literal(1):
            return a
        case Op.MUL, Literal(1), b:
            return b
        case (Op.MUL, Literal(0), _) | (Op.MUL, _, Literal(0)):
            return Literal(0)
        case Op.ADD | Op.SUB, Apply(Op.ADD | Op.SUB, a, Literal(int(b))) as inner, Literal(int(c)):
            offset = (b if inner.op is Op.ADD else -b) + (c if op is Op.ADD else -c)
            if offset == 0:  # a - 1 + 1
                return a
            if a.value is None:  # an unknown is written once and its numbers are put together
                return Apply(Op.ADD, a, Literal(offset)) if offset > 0 else a - -offset
            return Apply(op, inner, Literal(c))
        case Op.FLOOR, Apply(Op.MUL, a, Literal(int(b))), Literal(int(c)) if b == c:
            return a
        case Op.SUB, a, b if a.value is None and a == b:
            return Literal(0)
        case _, a, b:
            return Apply(op, a, b)


def rebuilt(expr: Expr, replace: Callable[[Name | Step], Expr | None]) -> Expr:
    """The formula with every leaf for which `replace` has an answer put in, and put in order."""
    match expr:
        case Literal():
            return expr
        case Name():
            return expr if (found := replace(expr)) is None else found
        case Step(name, body):
            found = replace(expr)
            return Step(name, rebuilt(body, replace)) if found is None else found
        case Apply(op, left, right):
            a, b = rebuilt(left, replace), rebuilt(right, replace)
            return expr if a is left and b is right else apply(op, a, b)


@lru_cache(maxsize=4096)
def in_full(expr: Expr) -> Expr:
    """The formula in numbers and in the names that nothing more is known about."""
    return rebuilt(expr, _in_full)


def _in_full(leaf: Name | Step) -> Expr | None:
    if leaf.value is not None:
        return Literal(leaf.value)
    return in_full(leaf.body) if isinstance(leaf, Step) else leaf.meaning


def is_longer(expr: Expr, most: int) -> bool:
    """Whether a formula has more parts than so many."""
    waiting, count = [expr], 0
    while waiting:
        count += 1
        if count > most:
            return True
        part = waiting.pop()
        if isinstance(part, Apply):
            waiting += (part.left, part.right)
        elif isinstance(part, Step):
            waiting.append(part.body)
    return False


def leaves(expr: Expr) -> Iterator[Name | Step]:
    """The named quantities that a formula is written in."""
    match expr:
        case Name() | Step():
            yield expr
        case Apply(_, left, right):
            yield from leaves(left)
            yield from leaves(right)
        case Literal():
            pass


def names_in(expr: Expr) -> Iterator[Name]:
    """The names that a formula hangs on, each once: in its steps too, and in what names mean."""
    found: set[Name] = set()
    waiting: list[Expr] = [expr]
    while waiting:
        match waiting.pop():
            case Apply(_, left, right):
                waiting += (right, left)
            case Step(_, body):
                waiting.append(body)
            case Name() as name if name not in found:
                found.add(name)
                yield name
                waiting += () if name.meaning is None else (name.meaning,)
            case _:
                pass
