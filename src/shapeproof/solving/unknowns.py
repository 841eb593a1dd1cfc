"""What is solved for: a number within bounds, or a setting with its choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isqrt
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Apply, Expr, Literal, Name, leaves
from shapeproof.algebra.logic import Condition, relations
from shapeproof.message import AskError, say
from shapeproof.quantities import is_count
from shapeproof.rules.arguments import choices_of
from shapeproof.rules.rule import Rule
from shapeproof.subject import Subject
from shapeproof.supposition import split

LEAST_MOST = 64
"""A bound that no search stays below."""
FARTHEST = 10**15


class Unknown(NamedTuple):
    """An argument or a size by its key, what it is now, and the values that are looked at."""

    key: str
    was: Any
    values: range | tuple[Any, ...]

    @property
    def is_number(self) -> bool:
        return isinstance(self.values, range)

    @property
    def bounds(self) -> range:
        """The numbers that are looked at."""
        assert isinstance(self.values, range)
        return self.values

    @property
    def now(self) -> int:
        """The number that it is now, or the least that is looked at where it is none."""
        first = self.was[0] if isinstance(self.was, tuple) and self.was else self.was
        return first if type(first) is int else int(self.values[0])


def unknowns(
    subject: Subject, keys: Sequence[str], target: Condition, bounds: Mapping[str, tuple[int, int]]
) -> list[Unknown]:
    """The unknowns of these keys, within these bounds or those that the target suggests.

    Raises `AskError` for a key that there is not, and one that is no number and has no choices.
    """
    for key in bounds:
        if key not in keys:
            raise AskError(say("--bounds names `{key}`, which is no unknown here; there are "
                               "{known}", key=key, known=tuple(keys)))  # fmt: skip
    most = _most(target, len(keys))
    if subject.model.problems or not list(relations(target)):
        most = max(most, 4 * _largest_size(subject))
    return [_unknown(subject, key, bounds.get(key), most) for key in dict.fromkeys(keys)]


def _unknown(subject: Subject, key: str, bounds: tuple[int, int] | None, most: int) -> Unknown:
    was, least = subject.value(key), 1
    if (place := subject.place(key)) is not None:
        layer, argument = place
        name, at, _ = split(argument)
        if choices := choices_of(layer.rule, name):
            if bounds is not None:
                raise AskError(say("`{key}` is one of {choices}, and has no bounds",
                                   key=key, choices=tuple(map(repr, choices))))  # fmt: skip
            return Unknown(key, was, choices)
        _need_number(key, was, layer.rule, name, is_one=at is not None)
        if 0 in (was, layer.rule.defaults.get(name)) or "padding" in name:
            least = 0
    low, high = bounds or (least, max(most, 4 * was if type(was) is int else 0))
    low, high = max(low, -FARTHEST), min(high, FARTHEST)
    if low > high:
        raise AskError(say("the bounds of `{key}` hold nothing: {low} is above {high}",
                           key=key, low=low, high=high))  # fmt: skip
    return Unknown(key, was, range(low, high + 1))


def _need_number(key: str, was: Any, rule: Rule, name: str, is_one: bool) -> None:
    """Raises `AskError` for a setting, and for a tuple of which no one number is named."""
    if not rule.is_quantity(name):
        raise AskError(say("`{key}` is {value}, no whole number and no choice of a few; solve for "
                           "another argument", key=key, value=repr(was)))  # fmt: skip
    if isinstance(was, tuple) and not is_one and rule.kind(name) != "Sizes":
        raise AskError(say("`{key}` has several numbers; name one of them: {key}[0]", key=key))


def _most(target: Condition, several: int) -> int:
    """How far to look: sizes may be divided on the way, and every unit costs a parameter."""
    sizes, counts = 0, 0
    for relation in relations(target):
        largest = max((*_numbers(relation.left), *_numbers(relation.right)), default=0)
        names = (*leaves(relation.left), *leaves(relation.right))
        if any(isinstance(name, Name) and is_count(name.name) for name in names):
            counts = max(counts, largest)
        else:
            sizes = max(sizes, largest)
    if several > 1:
        return max(LEAST_MOST, 4 * sizes, 2 * isqrt(counts))
    return max(LEAST_MOST, 64 * sizes, counts)


def _numbers(expr: Expr) -> Iterator[int]:
    match expr:
        case Literal(value):
            yield value
        case Apply(_, left, right):
            yield from _numbers(left)
            yield from _numbers(right)
        case _:
            pass


def _largest_size(subject: Subject) -> int:
    """The largest size that the model has anywhere."""
    tensors = (x for call in subject.layers.values() for x in (*call.inputs, *call.facts.outputs))
    return max((size for x in tensors for size in x.shape if isinstance(size, int)), default=1)
