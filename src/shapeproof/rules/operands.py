"""What a call of an operation may hold: tensors, constants in their places, and settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Formula
from shapeproof.message import say
from shapeproof.rules.arguments import ArgumentError, may_be_none, shown
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


def need_kind(rule: Rule, name: str, value: Any) -> None:
    """Axes and their like are numbers of the source, sizes are no less than 0, names are text."""
    kind = rule.kind(name)
    if value is None and may_be_none(rule, name):
        return
    if kind == "str" and not isinstance(value, str):
        reason = say("`{name}` must be text, not {value}", name=name, value=shown(value))
        raise ArgumentError(reason)
    for one in (value,) if kind == "int" else flat(value):
        if kind in WHOLE and (not isinstance(one, int) or isinstance(one, bool)):
            raise ArgumentError(
                say("`{name}` must be a whole number, not {value}", name=name, value=shown(one))
            )
        least = -1 if name in SHAPES else 0
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
