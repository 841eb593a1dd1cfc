"""A call of an operation, held against what its rule reads and takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Formula
from shapeproof.message import say
from shapeproof.rules.arguments import ArgumentError, bind, checked, may_be_none, too_many
from shapeproof.rules.arithmetic import dtypes
from shapeproof.rules.keras.operations import class_of, order, tensors
from shapeproof.rules.keras.operations.picking import REST, Span
from shapeproof.rules.rule import Layer, Rule, Tensor

LONGEST = 10_000
"""The longest tuple or text that an operation is given."""
SHAPES = ("newshape", "shape")
"""Arguments in which a -1 stands for what is left."""
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


def bound(
    rule: Rule,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    is_read: Callable[[Any], bool],
    constant: Callable[[Any], Tensor] = constant,
    settled: Callable[[str, Any], Any] = settled,
) -> Bound:
    """The operation that a call means; `is_read` tells the model's tensors from constants.

    Raises `ArgumentError` for what it does not take.
    """
    given = named(rule, args, kwargs)
    reads: list[Any] = []
    constants: dict[int, Tensor | None] = {}
    for i, value in enumerate(operands(rule, given)):
        if is_read(value):
            reads.append(value)
        else:
            constants[i] = None if value is None else constant(value)
    later = {
        key: settled(key, value)
        for key, value in given.items()
        if key not in names_of(rule) and not (key == "data_format" and value is None)
    }
    more = {key: later.pop(key) for key in list(later) if takes_any(rule, key)}
    arguments = bind(rule._replace(beside=""), (), later) | more
    for name, value in arguments.items():
        need_short(name, value)
        need_kind(rule, name, value)
    own = rule._replace(name=class_of(rule.name), constants=constants)
    return Bound(checked(own, arguments), reads)


def named(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments by their names, those that change no number left out.

    What a config keeps of an operation has names, and the rest of its arguments stand in order.
    """
    names = [name for name in order(rule) if name.lstrip("*") not in kwargs]
    given = dict(kwargs)
    left = list(args)
    for name in names:
        if name.startswith("*"):
            given[name[1:]], left = left, []
        elif left:
            given[name] = left.pop(0)
    if left:
        raise too_many(rule.name, len(order(rule)), len(args))
    return {key: value for key, value in given.items() if key not in rule.beside.split()}


def takes_any(rule: Rule, name: str) -> bool:
    """Whether an argument is one of those that the author names: `rearrange(x, …, h=2)`."""
    return bool(rule.states.__code__.co_flags & 0x08) and name not in rule.parameters


def names_of(rule: Rule) -> list[str]:
    """What Keras calls the tensors that an operation reads."""
    beside = rule.beside.split()
    names = (name.lstrip("*") for name in order(rule))
    return [name for name in names if name not in rule.parameters and name not in beside]


def operands(rule: Rule, given: Mapping[str, Any]) -> Iterable[Any]:
    """What stands in the places of tensors, in the order in which the rule has them."""
    own = tensors(rule)
    several = len(own) == 1 and not rule.states.__code__.co_argcount
    needed = rule.states.__code__.co_argcount - len(rule.states.__defaults__ or ())
    found: list[Any] = []
    for name in own if set(own) <= set(names_of(rule)) else names_of(rule):
        value = given.get(name)
        if name not in given and (several or len(found) < needed):
            raise ArgumentError(say("{layer} needs `{missing}`", layer=rule.name, missing=name))
        if (several or name not in own) and isinstance(value, list | tuple):
            found += value
        else:
            found.append(value)
    return found


def need_short(name: str, value: Any) -> None:
    if isinstance(value, tuple | str) and len(value) > LONGEST:
        raise ArgumentError(say("`{name}` is longer than {most}", name=name, most=LONGEST))


def need_kind(rule: Rule, name: str, value: Any) -> None:
    """Axes and their like are numbers of the source, sizes are no less than 0, names are text."""
    kind = rule.kind(name)
    if value is None and may_be_none(rule, name):
        return
    if kind == "str" and not isinstance(value, str):
        reason = say("`{name}` must be text, not {value}", name=name, value=repr(value))
        raise ArgumentError(reason)
    for one in flat(value):
        if kind in WHOLE and (not isinstance(one, int) or isinstance(one, bool)):
            raise ArgumentError(
                say("`{name}` must be a whole number, not {value}", name=name, value=repr(one))
            )
        least = -1 if name in SHAPES else 0
        if rule.is_quantity(name) and isinstance(one, int) and one < least:
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
