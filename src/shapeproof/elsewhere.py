"""What could be different about the calls of a model, and what its numbers come to then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby, starmap
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Name
from shapeproof.passage import Answered, Passage, Spot
from shapeproof.questions import Again, Question, size_at
from shapeproof.recorder import takes
from shapeproof.rounding import of_rounding
from shapeproof.rules.rule import Layer, Tensor
from shapeproof.search import nearest
from shapeproof.variations import Variation, facts_or_none, number, of_itself, of_size

PATIENCE = 30_000
"""The calls that are asked again before a very large model is left at that."""


class Found(NamedTuple):
    """A change of one call that gives the number at a position, and what all calls say then."""

    at: int
    variation: Variation
    value: Any
    values: range | None
    position: int
    again: Again


def found(question: Question, expected: int) -> Iterator[Found]:
    """The changes of single calls with which one of the numbers is the expected one.

    The nearest come first, and the last where they are too many.
    """
    tried: set[str] = set()
    for index in question.among:
        if question.passage.asks > PATIENCE:
            return
        path = question.passage.nodes[index].path
        if path not in tried:
            tried.add(path)
            for variation in _variations(question, index):
                yield from Trial(question, index, variation).found(expected)


def _variations(question: Question, index: int) -> Iterator[Variation]:
    """A call's arguments and its rounding, or the sizes of an input, where they may matter."""
    call = question.passage.nodes[index].call
    if not question.sizes[index] and index not in question.own:
        return
    if not call.is_input:
        yield from of_itself(call.layer, call.inputs)
        if question.at >= 0:  # what it would cost is not known
            yield from of_rounding(call.layer, call.inputs)
        return
    sizes = sizes_of(question.passage, index)
    for _, alike in groupby(sizes, key=lambda axis: (sizes[axis].was, sizes[axis].rank)):
        axes = list(alike)  # what is square stays so
        if len(axes) > 1 or question.among[index] != 1:
            yield sizes[axes[0]]._replace(make=_with_sizes(call.layer, axes))


def sizes_of(passage: Passage, index: int) -> dict[int, Variation]:
    """The sizes of an input of the model by their axes, in the words of a layer that reads it."""
    inputs = [i for i, node in enumerate(passage.nodes) if node.call.is_input]
    path, call, _ = passage.nodes[index]
    for first in passage.readers[index][:1]:
        _, reader, reads = passage.nodes[first]
        place = reads.index(Spot(index, 0))
        key = "input" if len(inputs) == 1 else path
        read = {
            axis: of_size(reader.layer, reader.inputs, place, axis)
            for axis, size in enumerate(call.output.shape)
            if axis and type(size) is int
        }
        return {
            axis: one._replace(where=f"{key}.{axis}", name=f"{path}.{one.name}")
            for axis, one in read.items()
        }
    return {}


def _with_sizes(layer: Layer, axes: list[int]) -> Callable[[Any], tuple[Layer, tuple[Tensor, ...]]]:
    """An input layer with another size along these axes."""

    def make(value: Any) -> tuple[Layer, tuple[Tensor, ...]]:
        sizes = enumerate(layer.arguments["shape"])
        shape = tuple(value if axis in axes else size for axis, size in sizes)
        return layer._replace(arguments={**layer.arguments, "shape": shape}), ()

    return make


class Trial:
    """One thing that may be different about a layer, wherever it is called, at other values."""

    def __init__(self, question: Question, at: int, variation: Variation) -> None:
        self.question, self.at, self.variation = question, at, variation
        self.calls = question.passage.calls_of[at]
        self.now = question.numbers({})
        self._numbers: dict[Any, list[int | None]] = {}

    def found(self, expected: int) -> Iterator[Found]:
        """The values that give the number, each once."""
        seen: set[Any] = set()
        for value, values, position in self._meeting(expected):
            again = None if value in seen else self._again(value)
            seen.add(value)
            if again is not None and self.question.numbers(again)[position] == expected:
                yield Found(self.at, self.variation, value, values, position, again)

    def _meeting(self, expected: int) -> Iterator[tuple[Any, range | None, int]]:
        """The values that give the number, the range that would do, and where it then stands."""
        variation = self.variation
        if variation.options is not None:
            for value in variation.options:
                if value != variation.was and expected in (there := self.numbers(value)):
                    yield value, None, there.index(expected)
            return
        if expected not in self.now and not self._matters():
            return
        start = variation.was if type(variation.was) is int else variation.least
        most = 64 * max(expected, start, 1) + 1024
        for position, _ in enumerate(self.now):
            number = partial(self._number, position)
            values = nearest(number, start, expected, variation.least, most)
            if values is not None:
                yield min(max(start, values.start), values.stop - 1), values, position
            elif self._number(position, expected) == expected:  # where few others are taken
                yield expected, None, position

    def _matters(self) -> bool:
        """Whether the numbers may be others at other values: the layer is asked with a name."""
        nodes, own = self.question.passage.nodes, dict[int, Answered]()
        for index, layer in self._layers(Name(self.variation.where)).items():
            call = nodes[index].call
            facts = facts_or_none(layer, call.inputs[: takes(layer)])
            if facts is None:
                return True
            sizes = starmap(size_at, self.question.sizes.get(index, ()))
            if any(number(read(facts)) != number(read(call.facts)) for read in sizes):
                return True
            own[index] = Answered(layer, call.inputs, facts)
        return self.question.numbers(own) != self.now

    def _number(self, position: int, value: Any) -> int | None:
        return self.numbers(value)[position]

    def numbers(self, value: Any) -> list[int | None]:
        """The numbers that are asked about; unknown where some layer would not take its inputs."""
        if value not in self._numbers:
            again = self._as_far_as_needed(value)
            unknown: list[int | None] = [None for _ in self.now]
            self._numbers[value] = unknown if again is None else self.question.numbers(again)
        return self._numbers[value]

    def _as_far_as_needed(self, value: Any) -> Again | None:
        """What the calls say as far as it comes into the numbers."""
        passage, own = self.question.passage, dict[int, Answered]()
        for index, layer in self._layers(value).items():
            call = passage.nodes[index].call
            answered = passage.asked(index, layer, call.inputs)
            if answered is None:
                return None
            sizes = self.question.sizes.get(index, ())
            if any(read(answered.facts) != read(call.facts) for read in starmap(size_at, sizes)):
                return self._again(value)
            own[index] = answered
        return own

    def _again(self, value: Any) -> Again | None:
        """What all calls say that say something else."""
        return self.question.passage.again(self._layers(value), self.question.among)

    def _layers(self, value: Any) -> dict[int, Layer]:
        """The layer with this value in the place of each of its calls."""
        nodes = self.question.passage.nodes
        before, (after, _) = nodes[self.at].call.layer, self.variation.make(value)
        return {index: alike(nodes[index].call.layer, before, after) for index in self.calls}


def alike(layer: Layer, before: Layer, after: Layer) -> Layer:
    """Another call of a layer, which may read other things, changed as the first one is."""
    if layer is before:
        return after
    was = before.arguments
    new = {key: value for key, value in after.arguments.items() if value != was.get(key, before)}
    rule = layer.rule._replace(states=after.rule.states, fixed=after.rule.fixed)
    return layer._replace(rule=rule, arguments={**layer.arguments, **new})
