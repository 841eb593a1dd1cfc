"""A call of one of torch's functions, held against what its rules read and take.

A function may have several rules, named as torch names its overloads: `max`, `max.dim` and
`max.other`.  The first one that takes the call is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from shapeproof.algebra.formula import Formula
from shapeproof.message import say
from shapeproof.rules import torch as rules
from shapeproof.rules.arguments import (
    ArgumentError,
    bind,
    checked,
    may_be_none,
    need_once,
    not_taken,
    takes_any,
    too_many,
)
from shapeproof.rules.arithmetic.brackets import TENSOR
from shapeproof.rules.operands import (
    Bound,
    constant,
    need_kind,
    need_plain,
    need_short,
    settled,
    tensors,
)
from shapeproof.rules.rule import Rule, Tensor

BESIDE = (
    "out layout device requires_grad pin_memory memory_format generator non_blocking copy names"
)
"""What any function may be given, and what changes no number."""
ALIASES = {
    "axis": "dim",
    "keepdims": "keepdim",
    "self": "input",
    "x": "input",
    "x1": "input",
    "x2": "other",
    "a": "input",
    "A": "input",
    "sections": "indices_or_sections",
    "indices": "indices_or_sections",
    "split_size": "split_size_or_sections",
    "value": "src",
}
"""Names that torch takes too, some of them NumPy's, and what it calls the same itself."""


def bound(
    name: str,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    is_read: Callable[[Any], bool],
    constant: Callable[[Any], Tensor] = constant,
    settled: Callable[[str, Any], Any] = settled,
) -> Bound:
    """The function that a call means; `is_read` tells the model's tensors from constants.

    Raises `ArgumentError` for what none of its rules takes, `KeyError` where it has none.
    """
    refusals: list[ArgumentError] = []
    for rule in overloads(name):
        try:
            return of_rule(rule, args, kwargs, is_read, constant, settled)
        except ArgumentError as error:
            refusals.append(error)
    raise refusals[0]


@cache
def overloads(name: str) -> tuple[Rule, ...]:
    """The rules of a function, the plain one first.

    Raises `KeyError` where it has none.
    """
    names = [one for one in rules.FUNCTION_FAMILY if one == name or one.startswith(f"{name}.")]
    found = tuple(rule for one in names if (rule := rules.function(one)) is not None)
    if not found:
        raise KeyError(name)
    return found


def of_rule(
    rule: Rule,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    is_read: Callable[[Any], bool],
    constant: Callable[[Any], Tensor] = constant,
    settled: Callable[[str, Any], Any] = settled,
) -> Bound:
    """What a call means to one rule.

    Raises `ArgumentError` for what it does not take.
    """
    given = named(rule, args, kwargs, is_read)
    own = names_of(rule)
    if "key" in given and "key" not in own:
        given["key"], inside = apart(given["key"], is_read)
        if inside and not takes_several(rule):
            raise ArgumentError(
                say("`{name}` of {layer} is no tensor", name="key", layer=rule.name)
            )
        given |= {own[-1]: inside} if inside else {}
    reads: list[Any] = []
    constants: dict[int, Tensor | None] = {}
    needed = needs(rule)
    for i, value in enumerate(operands(rule, given)):
        if is_read(value):
            reads.append(value)
        elif value is None and (
            takes_several(rule) or (i < needed and not may_be_none(rule, own[i]))
        ):
            raise ArgumentError(
                say(
                    "{layer} reads a tensor, and is given None; what made it may lack a return",
                    layer=rule.name,
                )
            )
        else:
            constants[i] = None if value is None else constant(value)
    later = {key: settled(key, value) for key, value in given.items() if key not in own}
    for key, value in later.items():
        if any(map(is_read, value if isinstance(value, tuple) else (value,))):
            raise no_tensor(rule, key)
    arguments = bind(rule._replace(beside=""), (), later)
    for key, value in arguments.items():
        need_short(key, value)
        need_plain(rule, key, value)
        need_kind(rule, key, value)
    shown = rule._replace(name=rule.name.partition(".")[0], constants=constants)
    return Bound(checked(shown, arguments), reads)


def no_tensor(rule: Rule, name: str) -> ArgumentError:
    return ArgumentError(say("`{name}` of {layer} is no tensor", name=name, layer=rule.name))


def takes_several(rule: Rule) -> bool:
    """Whether the last of the tensors that a rule reads may be many."""
    return len(tensors(rule)) > rule.states.__code__.co_argcount


def apart(key: Any, is_read: Callable[[Any], bool]) -> tuple[Any, list[Any]]:
    """What stands in square brackets with the tensors and lists taken out, and these in order."""
    if is_read(key) or isinstance(key, list | Tensor):
        return TENSOR, [key]
    if not isinstance(key, tuple):
        return key, []
    parts = [apart(part, is_read) for part in key]
    return tuple(part for part, _ in parts), [x for _, inside in parts for x in inside]


def needs(rule: Rule) -> int:
    """How many tensors it cannot do without."""
    return rule.states.__code__.co_argcount - len(rule.states.__defaults__ or ())


def named(
    rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], is_read: Callable[[Any], bool]
) -> dict[str, Any]:
    """The arguments by their names, those that change no number left out.

    Sizes may come one by one: `x.view(2, -1)`, `x.view((2, -1))`.
    """
    names, beside = order(rule), (*rule.beside.split(), *BESIDE.split())
    own = (name.strip("*.") for name in names)
    known = [*dict.fromkeys((*own, *tensors(rule), *rule.parameters))]
    given: dict[str, Any] = {}
    left = list(args)
    for name in names:
        key = name.strip("*.")
        if not left:
            break
        if name.startswith("*"):
            is_list = len(left) == 1 and isinstance(left[0], list | tuple) and not is_read(left[0])
            given[key], left = (list(left[0]) if is_list else left), []
        elif name.endswith("..."):
            count = next((i for i, one in enumerate(left) if not is_size(one)), len(left))
            given[key] = left.pop(0) if not count else tuple(left[:count])
            left = left[count:]
        else:
            given[key] = left.pop(0)
    if left:
        raise too_many(rule.name.partition(".")[0], len(names), len(args))
    for name, value in kwargs.items():
        key = ALIASES[name] if name not in known and ALIASES.get(name) in known else name
        need_once(key, given)
        if key not in known and key not in beside and not takes_any(rule, key):
            raise ArgumentError(not_taken(rule.name.partition(".")[0], name, known))
        given[key] = value
    return {key: value for key, value in given.items() if key not in beside}


def is_size(value: Any) -> bool:
    return isinstance(value, int | Formula) and not isinstance(value, bool)


def order(rule: Rule) -> tuple[str, ...]:
    """The arguments in torch's order.  One with `*` before it takes all tensors that are left, one
    with `...` behind it all numbers: the `ORDER` of the family, which leaves out what has to be
    given by name, else the rule's own."""
    orders: Mapping[str, str] = rule.states.__globals__.get("ORDER", {})
    if rule.name in orders:
        return tuple(orders[rule.name].split())
    own = tensors(rule)
    several = not rule.states.__code__.co_argcount and bool(own)
    return (
        (*own, *rule.parameters, *rule.beside.split()) if not several else (*own, *rule.parameters)
    )


def names_of(rule: Rule) -> list[str]:
    """What torch calls the tensors that a function reads."""
    return list(tensors(rule))


def operands(rule: Rule, given: Mapping[str, Any]) -> Iterable[Any]:
    """What stands in the places of tensors, in the order in which the rule has them."""
    count = rule.states.__code__.co_argcount
    needed = count - len(rule.states.__defaults__ or ())
    found: list[Any] = []
    for i, name in enumerate(tensors(rule)):
        value = given.get(name)
        if name not in given and i < needed:
            raise ArgumentError(say("{layer} needs `{missing}`", layer=rule.name, missing=name))
        if i < count:
            found.append(value)
        elif isinstance(value, list | tuple):  # `*tensors`
            found += value
        elif value is not None or not count:
            raise ArgumentError(say("{layer} needs `{missing}`", layer=rule.name, missing=name))
    return found
