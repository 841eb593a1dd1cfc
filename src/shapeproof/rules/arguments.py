"""The arguments that somebody gave a layer, held against what its rule takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from shapeproof.algebra.formula import Formula
from shapeproof.message import Message, ShapeproofError, closest, say
from shapeproof.rules.rule import Layer, Rule


class ArgumentError(ShapeproofError):
    """A layer was given an argument that it does not take, or not so."""


def bind(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments by name, positional ones in the framework's order.

    What changes no number (initializers and their like) is left out.
    """
    names = rule.parameters
    bound = placed(rule.name, names, args[: len(names)] if rule.beside else args)
    for name, value in kwargs.items():
        need_once(name, bound)
        if name in names or takes_any(rule, name):
            bound[name] = value
        elif name not in rule.beside.split():
            raise ArgumentError(unexpected(rule, name))
    missing = [name for name in names if name not in bound and name not in rule.defaults]
    if missing:
        raise ArgumentError(
            say("{layer} needs `{missing}`", layer=rule.name, missing="`, `".join(missing))
        )
    return {name: tuple(v) if isinstance(v, list) else v for name, v in bound.items()}


def takes_any(rule: Rule, name: str) -> bool:
    """Whether an argument is one of those that the author names: `rearrange(x, …, h=2)`."""
    return bool(rule.states.__code__.co_flags & 0x08) and name not in rule.parameters


def placed(layer: str, order: Sequence[str], args: Sequence[Any]) -> dict[str, Any]:
    """Arguments without a name, under the names of their places."""
    if len(args) > len(order):
        raise too_many(layer, len(order), len(args))
    return dict(zip(order, args))


def too_many(layer: str, most: int, given: int) -> ArgumentError:
    return ArgumentError(
        say(
            "{layer} takes {most:argument|arguments} without a name, not {given}",
            layer=layer,
            most=most,
            given=given,
        )
    )


def need_once(name: str, placed: Mapping[str, Any]) -> None:
    """An argument that has a place is given no second time by its name."""
    if name in placed:
        raise ArgumentError(say("`{name}` is given twice", name=name))


def unexpected(rule: Rule, name: str) -> Message:
    """What to say of an argument that the layer does not take."""
    return not_taken(rule.name, name, [*rule.parameters, *rule.beside.split()])


def not_taken(layer: str, name: str, known: Sequence[str]) -> Message:
    """The same of anything that takes these."""
    if close := closest(name, known):
        return say(
            "{layer} takes no `{name}`; did you mean `{close}`?",
            layer=layer,
            name=name,
            close=close,
        )
    return say("{layer} takes no `{name}`", layer=layer, name=name)


def checked(rule: Rule, arguments: Mapping[str, Any]) -> Layer:
    """The layer, if every quantity is one and every choice is among those that there are."""
    for name, value in arguments.items():
        if isinstance(value, Layer) or (value is None and may_be_none(rule, name)):
            continue
        if rule.kind(name) == "Open" and isinstance(value, tuple):
            _need_whole(name, tuple(size for size in value if size is not None))
        elif rule.is_quantity(name):
            if value not in words_of(rule, name):
                _need_whole(name, value, is_one=rule.kind(name) == "Dim")
        elif (choices := choices_of(rule, name)) and value not in choices:
            raise ArgumentError(
                say(
                    "`{name}` must be one of {choices}, not {value}",
                    name=name,
                    choices=tuple(map(repr, choices)),
                    value=repr(value),
                )
            )
    return Layer(rule, dict(arguments))


def may_be_none(rule: Rule, argument: str) -> bool:
    """Whether the annotation says that an argument may be left open: `MergeMode | None`."""
    return "None" in str(rule.states.__annotations__.get(argument, "")).split(" | ")


def words_of(rule: Rule, argument: str) -> tuple[Any, ...]:
    """What a quantity may be instead of a number: `"same"`, of `Sizes | Border`."""
    if not isinstance(annotation := rule.states.__annotations__.get(argument), str):
        return ()
    kinds = [rule.states.__globals__.get(kind) for kind in annotation.split(" | ")[1:]]
    return tuple(word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind))


def choices_of(rule: Rule, argument: str) -> tuple[Any, ...]:
    """What an argument may be, where that is a list: `("valid", "same")`."""
    kind = rule.kind(argument)
    if kind == "bool":
        return (False, True)
    choices = rule.states.__globals__.get(kind)
    return get_args(choices) if get_origin(choices) is Literal else ()


def shown(value: Any) -> Any:
    """A value in a message: a formula as it is written, anything else as Python has it."""
    return value if isinstance(value, Formula) else repr(value)


def _need_whole(name: str, value: Any, is_one: bool = False) -> None:
    if isinstance(value, tuple) and not is_one:
        for one in value:
            _need_whole(name, one)
    elif isinstance(value, float) and value.is_integer():
        raise ArgumentError(
            say(
                "`{name}` must be a whole number, not {value}: a division by `/` gives a float, "
                "`//` a whole number",
                name=name,
                value=value,
            )
        )
    elif not isinstance(value, int | Formula) or isinstance(value, bool):
        raise ArgumentError(
            say("`{name}` must be a whole number, not {value}", name=name, value=shown(value))
        )
