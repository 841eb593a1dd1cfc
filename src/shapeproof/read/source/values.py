"""The values of a source that are no plain Python values, and what may be asked of each.

Numbers, text, lists, tuples, dicts and sets stand for themselves; a size that is a formula is
one of `algebra.formula`.  Everything else is a `Value`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shapeproof.algebra.formula import Formula, Name
from shapeproof.message import Message, Place

LONGEST = 60  # characters of an unknown's text
CALLED = 40  # a text longer than this gives way to the name it is bound to


class Raised(Exception):
    """An exception of the source itself, on its way to the source's own `except`."""

    def __init__(
        self, kind: str, text: str = "", value: Any = None, explicit: bool = False
    ) -> None:
        super().__init__(f"{kind}: {text}" if text else kind)
        self.kind, self.text, self.value, self.explicit = kind, text, value, explicit
        self.at: Place | None = None


class Missing(Raised):
    """A value has no attribute of this name; who asked for it says so in Python's words."""

    def __init__(self, name: str) -> None:
        super().__init__("AttributeError", f"object has no attribute {name!r}")


class Value:
    """What the interpreter hands on without looking inside.  Each default is Python's refusal."""

    __slots__ = ()
    is_sample = False  # whether a walk comes upon one element, which stands for all

    def __repr__(self) -> str:
        return self.written()

    @property
    def kind(self) -> str:
        """What Python would call its type."""
        return type(self).__name__

    @property
    def mro(self) -> Sequence[Any]:
        """Where attributes are looked up when this stands among the bases of a class."""
        return [self]

    def attribute(self, name: str, at: Place) -> Any:
        raise Missing(name)

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        raise Missing(name)

    def delete_attribute(self, name: str, at: Place) -> None:
        raise Missing(name)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        raise Raised("TypeError", f"{self.kind!r} object is not callable")

    def item(self, index: Any, at: Place) -> Any:
        raise Raised("TypeError", f"{self.kind!r} object is not subscriptable")

    def set_item(self, index: Any, value: Any, at: Place) -> None:
        raise Raised("TypeError", f"{self.kind!r} object does not support item assignment")

    def delete_item(self, index: Any, at: Place) -> None:
        raise Raised("TypeError", f"{self.kind!r} object does not support item deletion")

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        """`self op other`, or `other op self` when reflected; NotImplemented if it has none."""
        return NotImplemented

    def unary(self, op: str, at: Place) -> Any:
        raise Raised("TypeError", f"bad operand type for unary {op}: {self.kind!r}")

    def compare(self, op: str, other: Any, at: Place) -> Any:
        """For `==` and its kin; True, False, an unknown, or NotImplemented."""
        return NotImplemented

    def contains(self, element: Any, at: Place) -> Any:
        """NotImplemented leaves it to iteration."""
        return NotImplemented

    def iterate(self, at: Place) -> Iterable[Any] | None:
        """Its elements in turn; None when they are not known."""
        raise Raised("TypeError", f"{self.kind!r} object is not iterable")

    def length(self, at: Place) -> Any:
        raise Raised("TypeError", f"object of type {self.kind!r} has no len()")

    def truth(self, at: Place) -> bool | None:
        """None when it is not known."""
        return True

    def written(self) -> str:
        """How a person would write it in an expression."""
        return self.kind


class Host(Value):
    """A value of a framework's vocabulary: a layer, a tensor, a model, a function.

    One that may stand among the bases of a user's class also answers `member`.
    """

    __slots__ = ()

    def instance(self, cls: Any) -> Any:
        """A new object of a class with this base; None for a plain one."""
        return None

    def member(self, instance: Any, name: str, at: Place) -> Any:
        """What `instance`, of a class with this base, inherits under `name`, bound to it."""
        raise Missing(name)

    def set_member(self, instance: Any, name: str, value: Any, at: Place) -> bool:
        """Told of every attribute set on such an instance; True when it has kept it itself."""
        return False


class Unknown(Value):
    """A value that is not known: its text, and where it comes from.

    What is read from it is unknown too, and the same each time: `X.shape[1]` is one size.
    """

    __slots__ = ("_parts", "_size", "at", "is_result", "text")

    def __init__(self, text: str, at: Place | None = None, is_result: bool = False) -> None:
        self.text, self.at, self.is_result = text, at, is_result
        self._parts: dict[Any, Unknown] = {}
        self._size: Name | None = None

    @property
    def kind(self) -> str:
        return self.text

    @property
    def size(self) -> Name:
        """The name by which formulas know it; always the same object."""
        if self._size is None:
            self._size = Name(self.grouped())
        return self._size

    def part(self, text: str, *others: Any, is_result: bool = False) -> Unknown:
        """What the expression `text`, which starts from this value, comes to."""
        key = (text, *(other for other in others if isinstance(other, Value | Formula)))
        if key not in self._parts:
            self._parts[key] = Unknown(shortened(text), self.at, is_result or self.is_result)
        return self._parts[key]

    def bind(self, name: str, at: Place | None) -> None:
        """Take the name of the variable that now holds it, where its own text is clumsy."""
        if self._size is None and (self.is_result or len(self.text) > CALLED):
            self.text, self.is_result, self.at = name, False, at
            self._parts.clear()

    def attribute(self, name: str, at: Place) -> Any:
        return self.part(f"{self.grouped()}.{name}")

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        return None

    def delete_attribute(self, name: str, at: Place) -> None:
        return None

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        text = f"{self.grouped()}({arguments(args, kwargs)})"
        return self.part(text, *args, *kwargs.values(), is_result=True)

    def item(self, index: Any, at: Place) -> Any:
        text = f"{self.grouped()}[{subscript(index)}]"
        if isinstance(index, slice) and is_rest(index):
            return self._parts.setdefault(text, Rest(shortened(text), self, index.start))
        return self.part(text, index)

    def set_item(self, index: Any, value: Any, at: Place) -> None:
        return None

    def delete_item(self, index: Any, at: Place) -> None:
        return None

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        left, right = (other, self) if reflected else (self, other)
        above, below = size_of(left), size_of(right)
        known = above is not None and below is not None and not (op == "//" and below == 0)
        if known and op in FORMULAS:
            return FORMULAS[op](above, below)
        if op == "/" and (quotient := Quotient.of(left, right)):
            return quotient
        return self.part(f"{operand(left)} {op} {operand(right)}", other)

    def unary(self, op: str, at: Place) -> Any:
        if op == "-":
            return 0 - self.size
        return self if op == "+" else self.part(f"{op}{operand(self)}")

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if other is self and op in ("==", "!="):
            return op == "=="
        return self.part(f"{operand(self)} {op} {operand(other)}", other)

    def contains(self, element: Any, at: Place) -> Any:
        return self.part(f"{operand(element)} in {operand(self)}", element)

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return None

    def length(self, at: Place) -> Any:
        return self.part(f"len({self.text})")

    def truth(self, at: Place) -> bool | None:
        return None

    def written(self) -> str:
        return self.text

    def grouped(self) -> str:
        """Its text, in parentheses where `.` or `[` after it would read amiss."""
        return f"({self.text})" if is_compound(self.text) else self.text


class Loaded(Unknown):
    """What comes from a file that is not read: `load_model("m.h5")`, a name of a broken module."""

    __slots__ = ("why",)

    def __init__(self, text: str, why: Message, at: Place) -> None:
        super().__init__(text, at, is_result=True)
        self.why = why

    def part(self, text: str, *others: Any, is_result: bool = False) -> Unknown:
        key = (text, *(other for other in others if isinstance(other, Unknown)))
        if key not in self._parts:
            self._parts[key] = Loaded(text, self.why, self.at or Place(1))
        return self._parts[key]


def is_rest(index: slice) -> bool:
    """Whether a slice is `[1:]`: all from a place on."""
    start: Any = index.start
    return type(start) is int and start >= 0 and index.stop is None and index.step is None


class Rest(Unknown):
    """`x[1:]`, whose first item is `x[1]`."""

    __slots__ = ("of", "start")

    def __init__(self, text: str, of: Unknown, start: int) -> None:
        super().__init__(text, of.at, of.is_result)
        self.of, self.start = of, start

    def item(self, index: Any, at: Place) -> Any:
        if type(index) is int and index >= 0:
            return self.of.item(self.start + index, at)
        return super().item(index, at)


class Quotient(Unknown):
    """`a / b` of sizes: no whole number yet, but one when it is rounded."""

    __slots__ = ("above", "below")

    def __init__(self, text: str, above: Any, below: Any) -> None:
        super().__init__(text)
        self.above, self.below = above, below

    @classmethod
    def of(cls, left: Any, right: Any) -> Quotient | None:
        above, below = size_of(left), size_of(right)
        if above is None or below is None or below == 0:
            return None
        return cls(f"{operand(left)}/{operand(right)}", above, below)

    def down(self) -> Any:
        return self.above // self.below

    def up(self) -> Any:
        from shapeproof.algebra.words import ceil_div

        return ceil_div(self.above, self.below)


class Named(Value):
    """A module, or a name in one, that no vocabulary resolved further."""

    __slots__ = ("_unknown", "dotted", "find")

    def __init__(self, dotted: str, find: Any) -> None:
        self.dotted, self.find = dotted, find
        self._unknown: Unknown | None = None

    @property
    def unknown(self) -> Unknown:
        """What it is as a value; always the same object."""
        if self._unknown is None:
            self._unknown = Unknown(self.dotted)
        return self._unknown

    @property
    def kind(self) -> str:
        return self.dotted

    def attribute(self, name: str, at: Place) -> Any:
        return None if name == "newaxis" else self.find(f"{self.dotted}.{name}")

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        return None

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        text = f"{self.dotted}({arguments(args, kwargs)})"
        return Unknown(shortened(text), at, is_result=True)

    def set_item(self, index: Any, value: Any, at: Place) -> None:
        return None

    def delete_item(self, index: Any, at: Place) -> None:
        return None

    def contains(self, element: Any, at: Place) -> Any:
        return self.unknown.contains(element, at)

    def unary(self, op: str, at: Place) -> Any:
        return self.unknown.unary(op, at)

    def item(self, index: Any, at: Place) -> Any:
        return Unknown(shortened(f"{self.dotted}[{subscript(index)}]"), at)

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        return self.unknown.binary(op, other, reflected, at)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if isinstance(other, Named):
            return (self.dotted == other.dotted) is (op == "==")
        return Unknown(shortened(f"{self.dotted} {op} {operand(other)}"), at)

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return None

    def length(self, at: Place) -> Any:
        return Unknown(f"len({self.dotted})", at)

    def truth(self, at: Place) -> bool | None:
        return None if "." in self.dotted else True

    def written(self) -> str:
        return self.dotted


FORMULAS: Mapping[str, Any] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "//": lambda a, b: a // b,
}


def size_of(value: Any) -> Any:
    """The value as a whole number or a formula; None if it is neither."""
    if isinstance(value, Quotient):
        return None
    if isinstance(value, Unknown):
        return value.size
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole or isinstance(value, Formula) else None


def has_unknown(index: Any) -> bool:
    """Whether an index, or an end of a slice, is not a known number."""
    if isinstance(index, slice):
        return any(has_unknown(end) for end in (index.start, index.stop, index.step))
    return isinstance(index, Unknown | Named | Formula)


def is_unknown(value: Any) -> bool:
    return isinstance(value, Unknown | Named)


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text in one line of at most so many characters; an argument list gives way first."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    head, bracket, _ = text.partition("(")
    if bracket and 0 < len(head) < longest - 3 and text.endswith(")"):
        return f"{head}(…)"
    return text[: longest - 1] + "…"


def written(value: Any, room: int = LONGEST) -> str:
    """The value as a person would write it in an expression."""
    match value:
        case Value():
            return value.written()
        case Formula():
            from shapeproof.algebra.notation import formula

            return formula(value)
        case list() | tuple() | set() | frozenset():
            return _collection(value, room)
        case dict():
            return "{…}" if value else "{}"
        case str() | bytes():
            return repr(value if len(value) <= room else value[: room - 1])
        case int():
            return repr(value) if value.bit_length() < 200 else "…"
        case _:
            return repr(value) if isinstance(value, float | complex) else subscript(value)


def _collection(value: Any, room: int) -> str:
    inside = ", ".join(written(each, room // 2) for each in list(value)[:4]) if room > 4 else "…"
    more = ", …" if len(value) > 4 else ""
    if isinstance(value, tuple):
        return f"({inside}{more or (',' if len(value) == 1 else '')})"
    return f"[{inside}{more}]" if isinstance(value, list) else f"{{{inside}{more}}}"


def arguments(args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    given = [written(value) for value in args[:20]]
    given += [f"{name}={written(value)}" for name, value in list(kwargs.items())[:20]]
    return ", ".join(given)


def subscript(index: Any) -> str:
    """What stands between the brackets: `:, -1`."""
    match index:
        case slice():
            ends = ["" if end is None else written(end) for end in (index.start, index.stop)]
            return ":".join(ends if index.step is None else [*ends, written(index.step)])
        case tuple() if index:
            return ", ".join(map(subscript, index[:8]))
        case None | bool():
            return str(index)
        case _ if index is Ellipsis:
            return "..."
        case range():
            return repr(index)
        case _:
            return written(index) if isinstance(index, int | str | Value | Formula) else "…"


def operand(value: Any) -> str:
    text = written(value)
    return f"({text})" if is_compound(text) else text


def is_compound(text: str) -> bool:
    """Whether the text has a space outside of its brackets and quotes."""
    depth, quote = 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == " " and depth == 0:
            return True
    return False
