"""Text made of values by `str`, `repr`, `format`, f-strings and `%`, none of it too large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula
from shapeproof.message import say
from shapeproof.read.source.budget import Limit
from shapeproof.read.source.objects import Class, Function, Instance, Record, Type
from shapeproof.read.source.operators import guarded, kind
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.values import Host, Missing, Raised, Value, is_unknown, operand, written

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

WIDEST = 10_000  # of a field


def text(reader: Interpreter, value: Any) -> Any:
    """`str(value)`."""
    if isinstance(value, str):
        return value
    if isinstance(value, Instance):
        for name in ("__str__", "__repr__"):
            result = value.special(name, [], reader.here())
            if result is not UNBOUND:
                return result
        if "args" in value.attributes and value.payload is UNBOUND:
            return of_exception(reader, value)
    return shown(reader, value)


def of_exception(reader: Interpreter, value: Instance) -> Any:
    args = value.attributes["args"]
    if len(args) == 1:
        is_key = any(isinstance(c, Class) and c.name == "KeyError" for c in value.cls.mro)
        return (shown if is_key else text)(reader, args[0])
    return shown(reader, args) if args else ""


def shown(reader: Interpreter, value: Any) -> Any:
    """`repr(value)`; an unknown if a part of it is."""
    pieces: list[str] = []
    unknown = collect(reader, value, pieces, [])
    if unknown is not None:
        return reader.composed(f"str({written(value)})", unknown)
    reader.budget.write(sum(map(len, pieces)))
    return "".join(pieces)


def collect(reader: Interpreter, value: Any, pieces: list[str], around: list[Any]) -> Any:
    """Append the pieces of `repr(value)`; the unknown that stands in the way, if any."""
    reader.budget.step()
    if is_unknown(value) or isinstance(value, Formula):
        return value
    if isinstance(value, Instance):
        return of_instance(reader, value, pieces, around)
    if isinstance(value, Value):
        pieces.append(described(value))
        return None
    if isinstance(value, list | tuple | set | frozenset | dict):
        if any(value is each for each in around):
            pieces.append("[...]" if isinstance(value, list) else "{...}")
            return None
        return of_container(reader, value, pieces, [*around, value])
    pieces.append(guarded(repr, value))
    return None


def described(value: Value) -> str:
    match value:
        case Type():
            return f"<class '{value.name}'>"
        case Class():
            exception = any(c.name == "BaseException" for c in value.mro if isinstance(c, Class))
            module = "" if exception and not value.namespace else "__main__."
            return f"<class '{module}{value.name}'>"
        case Function():
            return f"<function {value.name}>"
        case Record():
            inside = ", ".join(f"{k}={written(v)}" for k, v in value.attributes.items())
            return f"{value.name}({inside})"
        case _:
            return f"<{value.written()}>"


def of_instance(reader: Interpreter, value: Instance, pieces: list[str], around: list[Any]) -> Any:
    result = value.special("__repr__", [], reader.here())
    if result is UNBOUND:
        if value.payload is not UNBOUND:
            return collect(reader, value.payload, pieces, around)
        if "args" in value.attributes:
            pieces.append(value.kind)
            args = value.attributes["args"]
            inner: list[str] = []
            unknown = collect(reader, args, inner, around)
            shown_args = "".join(inner)
            pieces.append(shown_args if len(args) != 1 else shown_args[:-2] + ")")
            return unknown
        result = f"<__main__.{value.kind} object>"
    if not isinstance(result, str):
        return result
    pieces.append(result)
    return None


def of_container(reader: Interpreter, value: Any, pieces: list[str], around: list[Any]) -> Any:
    if isinstance(value, set | frozenset) and not value:
        pieces.append(f"{type(value).__name__}()")
        return None
    opening, closing = brackets(value)
    pieces.append(opening)
    for index, each in enumerate(value):
        pieces.append(", " if index else "")
        unknown = collect(reader, each, pieces, around)
        if unknown is None and isinstance(value, dict):
            pieces.append(": ")
            unknown = collect(reader, value[each], pieces, around)
        if unknown is not None:
            return unknown
    pieces.append(",)" if isinstance(value, tuple) and len(value) == 1 else closing)
    return None


def brackets(value: Any) -> tuple[str, str]:
    match value:
        case list():
            return "[", "]"
        case tuple():
            return "(", ")"
        case frozenset():
            return "frozenset({", "})"
        case _:
            return "{", "}"


def formatted(reader: Interpreter, value: Any, spec: Any, conversion: str = "") -> Any:
    """`format(value, spec)`, after `!r` or `!s`."""
    if is_unknown(value) or not isinstance(spec, str):
        return reader.composed(f"format({written(value)})", value, spec)
    if conversion:
        value = shown(reader, value) if conversion in "ra" else text(reader, value)
        if is_unknown(value):
            return value
    check_widths(spec)
    if is_open(value):
        return reader.composed(f"f'{{{operand(value)}}}'", value)
    if isinstance(value, Instance):
        result = value.special("__format__", [spec], reader.here())
        if result is not UNBOUND:
            return result
    if isinstance(value, Value | list | tuple | dict | set | frozenset | type(None)):
        if spec and not isinstance(value, Instance):
            text_ = f"unsupported format string passed to {kind(value)}.__format__"
            raise Raised("TypeError", text_)
        value = text(reader, value)
        return value if is_unknown(value) else guarded(format, value, spec)
    return guarded(format, value, spec)


def is_open(value: Any) -> bool:
    """Whether it is written as a number that is not known: a tensor of no axes is one too."""
    is_number = isinstance(value, Host) and getattr(value, "shape", None) == ()
    return is_number or isinstance(value, Formula) or is_unknown(value)


def check_widths(spec: str) -> None:
    """No field may be wider than a page, whoever asks for it."""
    number = 0
    for character in spec:
        number = number * 10 + ord(character) - 48 if "0" <= character <= "9" else 0
        if number > WIDEST:
            raise too_wide()


def too_wide() -> Limit:
    return Limit(
        say(
            "a text is formatted wider than {most:,} characters; make its width smaller",
            most=WIDEST,
        )
    )


def percent(reader: Interpreter, template: Any, value: Any) -> Any:
    """`template % value`."""
    parts = value if isinstance(value, tuple) else (value,)
    if isinstance(value, dict):
        parts = tuple(value.values())
    unknown = next((each for each in parts if is_open(each)), None)
    if unknown is not None:
        return reader.composed(f"{written(template)} % {operand(value)}", unknown)
    check_widths(template if isinstance(template, str) else template.decode("latin-1"))
    if "*" in str(template) and any(isinstance(e, int) and abs(e) > WIDEST for e in parts):
        raise too_wide()
    if not isinstance(template, str):
        return guarded(lambda: template % value)
    plain = tuple(as_plain(reader, each) for each in parts)
    if isinstance(value, dict):
        return guarded(lambda: template % dict(zip(value, plain)))
    reader.budget.write(len(template) + sum(len(e) for e in plain if isinstance(e, str)))
    return guarded(lambda: template % (plain if isinstance(value, tuple) else plain[0]))


class Shown:
    """Stands for a value in `%`: its `str` and `repr` are made already."""

    def __init__(self, text: str, repr_: str) -> None:
        self.text, self.repr_ = text, repr_

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.repr_


def as_plain(reader: Interpreter, value: Any) -> Any:
    if isinstance(value, Value | list | tuple | dict | set | frozenset):
        return Shown(str(text(reader, value)), str(shown(reader, value)))
    return value


def filled(reader: Interpreter, template: str, args: tuple[Any, ...], names: Any) -> Any:
    """`template.format(*args, **names)`, with attributes read as the interpreter reads them."""
    from string import Formatter

    pieces: list[str] = []
    count = 0
    fields: Iterator[Any] = iter(guarded(lambda: list(Formatter().parse(template))))
    for literal, field, spec, conversion in fields:
        pieces.append(literal)
        if field is None:
            continue
        if field == "" or not (field[0].isalnum() or field[0] == "_"):
            field, count = f"{count}{field}", count + 1
        if spec and "{" in spec:
            for inner in range(spec.count("{}")):
                spec = spec.replace("{}", f"{{{count + inner}}}", 1)
            spec = filled(reader, spec, args, names)
        piece = formatted(reader, looked_up(reader, field, args, names), spec, conversion or "")
        if not isinstance(piece, str):
            return reader.composed(f"{written(template)}.format(…)", piece)
        pieces.append(piece)
    reader.budget.write(sum(map(len, pieces)))
    return "".join(pieces)


def looked_up(reader: Interpreter, field: str, args: tuple[Any, ...], names: Any) -> Any:
    """The value of a replacement field: `0`, `name`, `0.shape[1]`."""
    end = next((i for i, c in enumerate(field) if c in ".["), len(field))
    first, rest = field[:end], field[end:]
    if first.isdigit():
        if len(first) > 4 or int(first) >= len(args):
            text_ = f"Replacement index {first} out of range for positional args tuple"
            raise Raised("IndexError", text_)
        value = args[int(first)]
    elif first in names:
        value = names[first]
    else:
        raise Raised("KeyError", repr(first))
    at = reader.here()
    while rest:
        if rest[0] == "[":
            key, _, rest = rest[1:].partition("]")
            value = reader.item(value, int(key) if key.isdigit() else key, at)
            continue
        end = next((i for i, c in enumerate(rest[1:], 1) if c in ".["), len(rest))
        name, rest = rest[1:end], rest[end:]
        try:
            value = reader.attribute(value, name, at)
        except Missing:
            text_ = f"{kind(value)!r} object has no attribute {name!r}"
            raise Raised("AttributeError", text_) from None
    return value
