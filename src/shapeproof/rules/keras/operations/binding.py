"""A call of an operation, held against what its rule reads and takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from shapeproof.message import say
from shapeproof.rules.arguments import ArgumentError, bind, checked, too_many
from shapeproof.rules.keras.operations import class_of, order
from shapeproof.rules.operands import (
    Bound,
    constant,
    need_kind,
    need_short,
    settled,
    tensors,
)
from shapeproof.rules.rule import Rule, Tensor


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
    arguments = bind(rule._replace(beside=""), (), later)
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
