"""What an answer to an expectation is made of, and how likely each cause is."""

from __future__ import annotations

from typing import Any, NamedTuple

from shapeproof.algebra.formula import Dim, Name, lift
from shapeproof.explanation import Line
from shapeproof.message import Message, noun, say
from shapeproof.variations import (
    CHANNELS,
    CHOSEN,
    FORGOTTEN,
    OTHER,
    PADDING,
    PARTS,
    SIZE,
    Variation,
)

LESS_LIKELY = {FORGOTTEN: OTHER, CHANNELS: SIZE, PARTS: OTHER, PADDING: CHOSEN}
"""What a misreading is if its number is none that people think of by themselves."""
FAR = 4
"""A number that many times larger is no misreading."""


class Change(NamedTuple):
    """One thing that would have to be different: `value` instead of `was`.

    `where` is an argument (`strides`), an axis of an input (`input.2`) or a part of the formula;
    `values` are all that would do, `label` is the change as a person would write it.
    """

    where: str
    value: Any
    was: Any
    values: range | None
    because: Message
    label: Any


class Link(NamedTuple):
    """A number of one layer on the way to the change: as it is, and as it would be."""

    path: str
    now: Line
    then: Line


class Cause(NamedTuple):
    """With these changes the number would have been the expected one, as `line` works it out.

    Where the first change is another layer's, `through` leads to it from the one that was asked.
    """

    changes: tuple[Change, ...]
    line: Line
    rank: tuple[int, ...]
    through: tuple[Link, ...] = ()


class Answer(NamedTuple):
    """What was asked, what is so and by which equation, and what would have given the other.

    `path` is the layer, or the whole model, whose number it is.  `changes` is how many changes at a
    time were tried; `complete` tells whether all layers were.
    """

    asked: str
    expected: Any
    actual: Any
    line: Line | None
    causes: list[Cause]
    path: str = ""
    changes: int = 2
    complete: bool = True


def likeliest(answers: list[Answer]) -> Answer:
    """The first that says that the number is so, else the one with the likeliest cause."""
    met = [answer for answer in answers if answer.actual == answer.expected]
    return met[0] if met else min(answers, key=_likelihood)


def _likelihood(answer: Answer) -> tuple[int, ...]:
    return answer.causes[0].rank if answer.causes else (99,)


def label_of(variation: Variation, value: Any) -> Message:
    """A change as a person would write it."""
    if variation.label is not None:
        return variation.label(value)
    return say("{name}={value}", name=noun(variation.name), value=repr(value))


def rank_of(variation: Variation, value: Any, distance: int = 0) -> tuple[int, ...]:
    """The likelier misreading first: a natural value before one that is only arithmetic, then a
    layer that is near, then a value that is."""
    rank = variation.rank
    natural = value in (1, True, False) or variation.options is not None
    if not natural:
        rank = LESS_LIKELY.get(rank, rank)
    if not _both_numbers(value, variation.was):
        return rank, distance, 0
    if not natural and value > FAR * max(variation.was, 1):
        rank = OTHER
    return rank, distance, abs(value - variation.was)


def is_trivial(cause: Cause) -> bool:
    """Whether a size of the input is simply handed on: any number would do."""
    is_size = any(change.where.startswith("input") for change in cause.changes)
    return is_size and not cause.through and isinstance(cause.line.formula, Name)


def _both_numbers(value: Any, was: Any) -> bool:
    return type(value) is int and type(was) is int


def only_learnt(learnt: Dim, because: Message) -> Cause:
    """Not all parameters were meant, but those that are learnt."""
    change = Change("trainable", True, None, None, because, say("only what is learnt"))
    return Cause((change,), Line("trainable params", lift(learnt)), (PARTS,))
