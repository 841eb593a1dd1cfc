"""'I expected 4': which change would have given that number, and so why it is not so.

The rule is run backwards: one argument or size at a time becomes an unknown, and the formula is
solved for it.  Where no single change will do, two are tried.  What the layers before it have to
do with it is asked in `tracing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.algebra.formula import Dim, Name, in_full, lift, names_in
from shapeproof.algebra.inverse import Undecided, solutions
from shapeproof.algebra.words import total
from shapeproof.causes import (
    Answer,
    Cause,
    Change,
    is_trivial,
    label_of,
    likeliest,
    only_learnt,
    rank_of,
)
from shapeproof.explanation import Line, lines
from shapeproof.message import say
from shapeproof.naming import named, with_names
from shapeproof.rounding import of_rounding
from shapeproof.rules.rule import Facts, Layer, Tensor
from shapeproof.variations import (
    CHANNELS,
    FORGOTTEN,
    OTHER,
    PARTS,
    Variation,
    facts_or_none,
    number,
    variations,
)

COSTS = ("macs", "flops")
ASKED = ("output", "params")
"""What a number may mean that is asked about by itself; costs are asked about by name."""


def expect(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str = "") -> Answer:
    """Why a number of this layer is not `expected`: of its output, its params, macs or flops.

    Without `asked`, the reading under which the likeliest cause is found.
    """
    answers = [answer_of(layer, inputs, expected, one) for one in ([asked] if asked else ASKED)]
    return likeliest(answers)


def answer_of(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str) -> Answer:
    """What is to be said of the one number that was asked about."""
    numbers = answers_of(layer(*inputs), asked)
    if expected in map(number, numbers):
        position = [number(n) for n in numbers].index(expected)
        return Answer(asked, expected, expected, equation(layer, inputs, asked, position), [])
    found = list(_single(layer, inputs, expected, asked))
    found += _learnt(layer, inputs, expected, asked)
    found = found or list(_double(layer, inputs, expected, asked))
    found = [one for one in found if not is_trivial(one[0])] or found
    found.sort(key=lambda cause: cause[0].rank)
    causes = [cause for cause, _ in found]
    position = found[0][1] if found else _nearest(numbers, expected)
    line = equation(layer, inputs, asked, position) if numbers else None
    actual = number(numbers[position]) if numbers else None
    return Answer(asked, expected, actual, line, _each_once(causes))


def answers_of(facts: Facts, asked: str) -> list[Dim]:
    """The numbers that may be meant: the sizes of the output without its batch, or the count."""
    if asked == "params":
        return [facts.params]
    if asked in COSTS:
        cost = cost_of(facts, asked)
        return [] if cost is None else [cost]
    return list(facts.outputs[0].shape[1:]) if facts.outputs else []


def cost_of(facts: Facts, asked: str) -> Dim | None:
    """The MACs or the FLOPs; None where they cannot be known."""
    return facts.macs if asked == "macs" else facts.flops


def _nearest(numbers: list[Dim], expected: int) -> int:
    """Which number was meant, when none can become `expected`: a computed one, else the nearest."""
    distances = [abs((number(size) or 0) - expected) for size in numbers]
    return distances.index(min(distances)) if distances else 0


def equation(layer: Layer, inputs: tuple[Tensor, ...], asked: str, position: int) -> Line:
    """The equation of one number of the layer."""
    facts = named(layer)(*map(with_names, inputs))
    return lines(name_of(asked, position), answers_of(facts, asked)[position])[-1]


def name_of(asked: str, position: int) -> str:
    """What one of the numbers that may be meant is called."""
    return f"output axis {position + 1}" if asked == "output" else asked


Found = tuple[Cause, int]


def _single(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str) -> Iterator[Found]:
    for variation in (*variations(layer, inputs), *of_rounding(layer, inputs)):
        yield from _solved(variation, expected, asked)


def _double(layer: Layer, inputs: tuple[Tensor, ...], expected: int, asked: str) -> Iterator[Found]:
    """Two changes: a likely one, and whatever then gives the number."""
    for first in variations(layer, inputs):
        for value in first.options or ((1,) if first.rank in (FORGOTTEN, CHANNELS, PARTS) else ()):
            changed = first.make(value)
            change = _change(first, value, None)
            if value == first.was or facts_or_none(*changed) is None:
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
        if unknown not in names_in(formula):
            continue
        try:
            ranges = solutions(in_full(formula), unknown, expected, variation.least, high)
        except (Undecided, ZeroDivisionError):
            continue
        for values in ranges:
            nearest = min(max(variation.was or variation.least, values.start), values.stop - 1)
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
        line = equation(layer, inputs, asked, position)
        rank, *rest = rank_of(variation, value)
        if values is not None and isinstance(line.formula, Name):
            rank = OTHER  # the number itself, handed on: any other would do as well
        yield Cause((change,), line, (rank, *rest)), position


def _change(variation: Variation, value: Any, values: range | None) -> Change:
    because = variation.because(value)
    return Change(
        variation.where, value, variation.was, values, because, label_of(variation, value)
    )


def _each_once(causes: list[Cause]) -> list[Cause]:
    found: dict[Any, Cause] = {}
    for cause in causes:
        found.setdefault(tuple((change.where, change.value) for change in cause.changes), cause)
    return list(found.values())


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
                  "counted too.", rest=number(rest))  # fmt: skip
    return [(only_learnt(learnt, because), 0)]
