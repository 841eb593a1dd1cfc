"""What a call of an operation may hold: tensors, constants in their places, and settings."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Formula
from shapeproof.message import say
from shapeproof.rules.arguments import ArgumentError, may_be_none, shown, takes_any
from shapeproof.rules.arithmetic import dtypes
from shapeproof.rules.arithmetic.brackets import REST, Span
from shapeproof.rules.rule import Layer, Rule, Tensor

LONGEST = 10_000
"""The longest tuple or text that an operation is given."""
SHAPES = ("newshape", "shape", "size", "sizes", "s")
"""Arguments in which a -1 stands for what is left."""
SIGNED = ("pad",)
"""Quantities of which any may be less than 0."""
WHOLE = ("Axes", "int", "tuple[int, ...]")
"""The annotations of arguments that are whole numbers, and no quantities."""
ROWS = ("Sizes", "Sizes | Border", "Row", "Open", "Open | Dim", "tuple[Dim, ...]",
        "tuple[Dim, ...] | Dim")  # fmt: skip
"""The annotations of sizes in a row, in which no row stands."""
FLOATS = ("float", "Scale", "Ratio")
"""The annotations of arguments that are any numbers."""


class Bound(NamedTuple):
    """An operation with its arguments, and the tensors of the model that it reads."""

    layer: Layer
    reads: list[Any]


def constant(value: Any) -> Tensor:
    """A number or nested lists of numbers as a tensor; a number gives way to other dtypes.

    >>> constant(2), constant([[1.0, 2.0]])
    (Tensor(shape=(), dtype='int'), Tensor(shape=(1, 2), dtype='float32'))
    """
    match value:
        case Tensor():
            return value
        case bool():
            return Tensor((), "bool")
        case int() | Formula():
            return Tensor((), "int")
        case float():
            return Tensor((), "float")
        case complex():
            return Tensor((), "complex64")
        case list() | tuple() if value:
            first = constant(value[0])
            return Tensor((len(value), *first.shape), dtypes.firm(first.dtype))
        case _:
            raise ArgumentError(say("`{what}` is no tensor, and no number", what=value))


def settled(name: str, value: Any) -> Any:
    """An argument as rules take it: lists are tuples, and ranges in brackets have a form."""
    match value:
        case slice():
            start, stop, step = (
                settled(name, end) for end in (value.start, value.stop, value.step)
            )
            return Span(start, stop, step)
        case Span():
            return value
        case list() | tuple():
            return tuple(settled(name, one) for one in value)
        case _ if value is Ellipsis:
            return REST
        case _:
            return value


def tensors(rule: Rule) -> tuple[str, ...]:
    """What a rule calls the tensors that it reads, the list of those that may be many the last."""
    code = rule.states.__code__
    own = code.co_varnames[: code.co_argcount]
    if code.co_flags & SEVERAL:
        return (*own, code.co_varnames[code.co_argcount + code.co_kwonlyargcount])
    return own


def need_short(name: str, value: Any) -> None:
    if isinstance(value, tuple | str) and len(value) > LONGEST:
        raise ArgumentError(say("`{name}` is longer than {most}", name=name, most=LONGEST))


def need_plain(rule: Rule, name: str, value: Any) -> None:
    """A size is one number, sizes are a number or a row of them, and a float is a number."""
    if value is None and may_be_none(rule, name):
        return
    need_written(rule, name, value)
    if takes_any(rule, name) or rule.kind(name) == "Classes":
        need_whole(name, value)
    annotation = str(rule.states.__annotations__.get(name, "")).removesuffix(" | None")
    parts = value if isinstance(value, tuple) else ()
    is_nested = annotation in ROWS and any(isinstance(part, tuple) for part in parts)
    if is_nested or (annotation in ("Dim", "float") and isinstance(value, tuple)):
        reason = say("`{name}` must be a number, not {value}", name=name, value=shown(value))
        raise ArgumentError(reason)
    if annotation in FLOATS:
        for one in flat(value):
            is_number = isinstance(one, int | float | Formula)
            if not is_number or (annotation != "float" and not isfinite(one)):
                reason = say("`{name}` must be a number, not {value}", name=name, value=shown(one))
                raise ArgumentError(reason)


def need_whole(name: str, value: Any) -> None:
    if not isinstance(value, int | Formula) or isinstance(value, bool):
        raise ArgumentError(
            say("`{name}` must be a whole number, not {value}", name=name, value=shown(value))
        )


def need_written(rule: Rule, name: str, value: Any) -> None:
    """Names are text, and axes and their like whole numbers of the source."""
    kind = rule.kind(name)
    if kind == "str" and not isinstance(value, str):
        reason = say("`{name}` must be text, not {value}", name=name, value=shown(value))
        raise ArgumentError(reason)
    for one in (value,) if kind == "int" else flat(value):
        if kind in WHOLE and (not isinstance(one, int) or isinstance(one, bool)):
            raise ArgumentError(
                say("`{name}` must be a whole number, not {value}", name=name, value=shown(one))
            )


def need_kind(rule: Rule, name: str, value: Any) -> None:
    """Axes and their like are numbers of the source, sizes are no less than 0, names are text."""
    if value is None and may_be_none(rule, name):
        return
    need_written(rule, name, value)
    least = -1 if name in SHAPES else 0
    for one in flat(value):
        is_bounded = rule.is_quantity(name) and name not in SIGNED
        if is_bounded and isinstance(one, int) and one < least:
            raise ArgumentError(
                say("`{name}` must be {least} or more, not {value}",
                    name=name, least=least, value=one)
            )  # fmt: skip


def flat(value: Any) -> Iterable[Any]:
    if isinstance(value, tuple):
        for one in value:
            yield from flat(one)
    else:
        yield value


SEVERAL = 0x04
"""The flag of a function that takes `*inputs`."""
