"""'I expected 4': which change would have given that number, and so why it is not so.

The rule is run backwards: one argument or size at a time becomes an unknown, and the formula is
solved for it.  Where no single change will do, two are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Apply, Dim, Expr, Name, Op, Step, in_full, lift
from shapeproof.algebra.inverse import Undecided, solutions
from shapeproof.algebra.words import total
from shapeproof.explanation import Line, lines, named, with_names
from shapeproof.message import Message, noun, say
from shapeproof.rules.rule import Facts, Layer, Tensor
from shapeproof.variations import (
    CHANNELS,
    FORGOTTEN,
    OTHER,
    PARTS,
    ROUNDING,
    SIZE,
    Variation,
    facts_or_none,
    number,
    variations,
)

ASKED = ("output", "params")
"""What a number may mean that is asked about by itself; costs are asked about by name."""


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


class Cause(NamedTuple):
    """With these changes the number would have been the expected one, as `line` works it out."""

    changes: tuple[Change, ...]
    line: Line
    rank: tuple[int, ...]


class Answer(NamedTuple):
    """What was asked, what is so and by which equation, and what would have given the other."""

    asked: str
    expected: Any
    actual: Any
    line: Line | None
    causes: list[Cause]


def expect(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str = "") -> Answer:
    """Why a number of this layer is not `expected`: of its output, its params or its macs.

    Without `asked`, the reading under which the likeliest cause is found.
    """
    answers = [_answer(layer, inputs, expected, one) for one in ([asked] if asked else ASKED)]
    met = [answer for answer in answers if answer.actual == expected]
    return met[0] if met else min(answers, key=_likelihood)


def _likelihood(answer: Answer) -> tuple[int, ...]:
    return answer.causes[0].rank if answer.causes else (99,)


def _answer(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str) -> Answer:
    numbers = answers_of(layer(*inputs), asked)
    if expected in map(number, numbers):
        position = [number(n) for n in numbers].index(expected)
        return Answer(asked, expected, expected, _line(layer, inputs, asked, position), [])
    found = list(_single(layer, inputs, expected, asked))
    found += _rounded(layer, inputs, expected, asked) + _learnt(layer, inputs, expected, asked)
    found = found or list(_double(layer, inputs, expected, asked))
    found = [one for one in found if not _is_trivial(one[0])] or found
    found.sort(key=lambda cause: cause[0].rank)
    causes = [cause for cause, _ in found]
    position = found[0][1] if found else _nearest(numbers, expected)
    line = _line(layer, inputs, asked, position) if numbers else None
    actual = number(numbers[position]) if numbers else None
    return Answer(asked, expected, actual, line, _each_once(causes))


def answers_of(facts: Facts, asked: str) -> list[Dim]:
    """The numbers that may be meant: the sizes of the output without its batch, or the count."""
    if asked == "params":
        return [facts.params]
    if asked == "macs":
        return [] if facts.macs is None else [facts.macs]
    return list(facts.outputs[0].shape[1:]) if facts.outputs else []


def _nearest(numbers: list[Dim], expected: int) -> int:
    """Which number was meant, when none can become `expected`: a computed one, else the nearest."""
    distances = [abs((number(size) or 0) - expected) for size in numbers]
    return distances.index(min(distances)) if distances else 0


def _line(layer: Layer, inputs: tuple[Tensor, ...], asked: str, position: int) -> Line:
    """The equation of one number of the layer."""
    facts = named(layer)(*map(with_names, inputs))
    name = f"output axis {position + 1}" if asked == "output" else asked
    return lines(name, answers_of(facts, asked)[position])[-1]


Found = tuple[Cause, int]


def _single(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str) -> Iterator[Found]:
    for variation in variations(layer, inputs):
        yield from _solved(variation, expected, asked)


def _double(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str) -> Iterator[Found]:
    """Two changes: a likely one, and whatever then gives the number."""
    for first in variations(layer, inputs):
        for value in first.options or ((1,) if first.rank in (FORGOTTEN, CHANNELS, PARTS) else ()):
            changed = first.make(value)
            change = _change(first, value, None)
            if value == first.was or not _accepts(*changed):
                continue
            for second in variations(*changed):
                if second.where == first.where:
                    continue
                for cause, position in _solved(second, expected, asked):
                    yield (
                        cause._replace(
                            changes=(change, *cause.changes),
                            rank=(10 + first.rank, *cause.rank),
                        ),
                        position,
                    )


def _accepts(layer: Layer, inputs: tuple[Tensor, ...]) -> bool:
    return facts_or_none(layer, inputs) is not None


def _solved(variation: Variation, expected: int, asked: str) -> Iterator[Found]:
    """The changes of one thing that give the number."""
    if variation.options is not None:
        for value in variation.options:
            yield from _tried(variation, value, None, expected, asked)
        return
    unknown = Name(variation.where)
    facts = facts_or_none(*variation.make(unknown))
    if facts is None:
        return
    high = 64 * max(expected, variation.was or 1, 1) + 1024
    for formula in map(lift, answers_of(facts, asked)):
        if not _mentions(formula, unknown):
            continue
        try:
            ranges = solutions(in_full(formula), unknown, expected, 1, high)
        except (Undecided, ZeroDivisionError):
            continue
        for values in ranges:
            nearest = min(max(variation.was or 1, values.start), values.stop - 1)
            yield from _tried(variation, nearest, values, expected, asked)


def _tried(
    variation: Variation, value: Any, values: range | None, expected: int, asked: str
) -> Iterator[Found]:
    """The cause that this value is, if the rule takes it and gives the number."""
    layer, inputs = variation.make(value)
    facts = facts_or_none(layer, inputs) if value != variation.was else None
    numbers = [] if facts is None else [number(n) for n in answers_of(facts, asked)]
    if expected in numbers:
        position = numbers.index(expected)
        change = _change(variation, value, values)
        line = _line(layer, inputs, asked, position)
        yield Cause((change,), line, _rank(variation, value, line)), position


def _change(variation: Variation, value: Any, values: range | None) -> Change:
    label = say("{name}={value}", name=noun(variation.name), value=repr(value))
    because = variation.because(value)
    return Change(variation.where, value, variation.was, values, because, label)


def _rank(variation: Variation, value: Any, line: Line) -> tuple[int, ...]:
    """The likelier misreading first: a natural value before one that is only arithmetic."""
    rank = variation.rank
    natural = value in (1, True, False) or variation.options is not None
    if not natural and rank in (FORGOTTEN, CHANNELS, PARTS):
        rank = {FORGOTTEN: OTHER, CHANNELS: SIZE, PARTS: OTHER}[rank]
    return (rank, abs(value - variation.was) if _both_numbers(value, variation.was) else 0)


def _is_trivial(cause: Cause) -> bool:
    """Whether a size is simply passed on: any number would do."""
    is_solved = any(change.values is not None for change in cause.changes)
    return is_solved and isinstance(cause.line.formula, Name)


def _both_numbers(value: Any, was: Any) -> bool:
    return type(value) is int and type(was) is int


def _mentions(expr: Expr, unknown: Name) -> bool:
    match expr:
        case Name():
            return expr is unknown or (
                expr.meaning is not None and _mentions(expr.meaning, unknown)
            )
        case Step(_, body):
            return _mentions(body, unknown)
        case Apply(_, left, right):
            return _mentions(left, unknown) or _mentions(right, unknown)
        case _:
            return False


def _each_once(causes: list[Cause]) -> list[Cause]:
    found: dict[Any, Cause] = {}
    for cause in causes:
        found.setdefault(tuple((change.where, change.value) for change in cause.changes), cause)
    return list(found.values())


def _rounded(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str) -> list[Found]:
    """Floor against ceil: the same formula, rounded the other way."""
    facts = named(layer)(*map(with_names, inputs))
    found: list[Found] = []
    for position, size in enumerate(answers_of(facts, asked)):
        line = lines(asked, size)[-1]
        for old, new in ((Op.FLOOR, Op.CEIL), (Op.CEIL, Op.FLOOR)):
            turned = _turned(line.formula, old, new)
            if turned.value == expected:
                because = ROUNDS_DOWN if old is Op.FLOOR else ROUNDS_UP
                change = Change("rounding", new.value, old.value, None, because, ROUNDED[new])
                found.append(
                    (Cause((change,), line._replace(formula=turned), (ROUNDING,)), position)
                )
    return found


ROUNDS_DOWN = say("What would reach over the end is left out: the quotient is rounded down.")
ROUNDS_UP = say("What is left over at the end makes one more: the quotient is rounded up.")
ROUNDED = {Op.CEIL: say("rounding up"), Op.FLOOR: say("rounding down")}


def _turned(expr: Expr, old: Op, new: Op) -> Expr:
    match expr:
        case Apply(op, left, right):
            return Apply(
                new if op is old else op, _turned(left, old, new), _turned(right, old, new)
            )
        case Step(name, body):
            return Step(name, _turned(body, old, new))
        case _:
            return expr


def _learnt(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str) -> list[Found]:
    """Only the parameters that are learnt, or only those of one weight."""
    if asked != "params":
        return []
    facts = named(layer)(*map(with_names, inputs))
    learnt = total(weight.size for weight in facts.parameters.values() if weight.trainable)
    rest = total(weight.size for weight in facts.parameters.values() if not weight.trainable)
    if lift(learnt).value != expected or not lift(rest).value:
        return []
    because = say("{rest:more parameter is|more parameters are} measured, not learnt, and "
                  "counted too.", rest=lift(rest).value)  # fmt: skip
    change = Change("trainable", True, None, None, because, say("only what is learnt"))
    return [(Cause((change,), Line("trainable params", lift(learnt)), (PARTS,)), 0)]
