"""What may be asked about a model: the numbers of one layer, or a total.

Each question reads its numbers off calls that were asked again, and tells through which other
numbers a change has come to them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Protocol

from shapeproof.algebra.formula import Dim, Name, lift, names_in
from shapeproof.algebra.words import total
from shapeproof.causes import Link
from shapeproof.expectation import COSTS, answers_of, cost_of, equation, name_of
from shapeproof.explanation import FEW, Line, lines
from shapeproof.model import Call, Model
from shapeproof.naming import named
from shapeproof.passage import LOST, Answered, Passage
from shapeproof.rules.rule import Facts, Layer, Tensor
from shapeproof.variations import axis_name, facts_or_none, number

Again = Mapping[int, Answered]
Place = tuple[int, int]
"""An axis of an input or of an output, both counted from 0."""
Read = Callable[[Facts], Dim]


class Question(Protocol):
    """Numbers of a model; `among` are the calls that they come from, and how far away each is.

    `sizes` are those of the calls' outputs that come into the numbers.  `at` is the call whose
    numbers they are, or -1; `own` are the calls whose own numbers may be changed by themselves.
    """

    passage: Passage
    at: int
    among: Mapping[int, int]
    sizes: Mapping[int, set[Place]]
    own: Collection[int]

    def numbers(self, again: Again) -> list[int | None]:
        """The numbers, when these calls say something else."""
        ...

    def line(self, again: Again, position: int) -> Line:
        """The equation of one of the numbers."""
        ...

    def links(self, again: Again, position: int, changed: int) -> Iterator[Link]:
        """The numbers from the one that is asked about to those of the call that is changed."""
        ...


class OfLayer:
    """The sizes of a call's output, or one of its counts.

    The call has tried its own arguments, and the sizes that it reads, itself.
    """

    own: Collection[int] = ()

    def __init__(self, passage: Passage, at: int, asked: str) -> None:
        self.passage, self.at, self.asked = passage, at, asked
        self.among: Mapping[int, int] = passage.before(at)
        self.sizes: Mapping[int, set[Place]] = sizes_behind(passage, self.among, self._of)

    def numbers(self, again: Again) -> list[int | None]:
        call = again.get(self.at) or self.passage.nodes[self.at].call
        return [number(one) for one in answers_of(call.facts, self.asked)]

    def line(self, again: Again, position: int) -> Line:
        call = again.get(self.at) or self.passage.nodes[self.at].call
        return equation(call.layer, call.inputs, self.asked, position)

    def links(self, again: Again, position: int, changed: int) -> Iterator[Link]:
        at, read = self.at, _answer(self.asked, position)
        name = name_of(self.asked, position)
        while True:
            path, call, reads = self.passage.nodes[at]
            now, _ = derived(call.layer, call.inputs, read, name)
            then, places = derived(again[at].layer, again[at].inputs, read, name)
            yield Link(path, now, then)
            if at == changed:
                return
            others = (
                (spot, i, axis)
                for i, axis in (*places, *_places(call.inputs))
                if (spot := reads[i]) is not None
                and again[at].inputs[i].shape[axis] != call.inputs[i].shape[axis]
            )
            spot, i, axis = next(others)
            name = axis_name(call.layer, call.inputs, i, axis)
            at, read = spot.node, size_at(spot.output, axis)

    def _of(self, index: int, facts: Facts) -> list[Dim]:
        return answers_of(facts, self.asked) if index == self.at else []


class OfModel:
    """A model's parameters or what it costs, all together."""

    at = -1

    def __init__(self, passage: Passage, model: Model, asked: str) -> None:
        self.passage, self.asked = passage, asked
        self.total: Dim = getattr(model.totals, asked)
        self.own: Collection[int] = range(len(passage.nodes))
        self.among: Mapping[int, int] = dict.fromkeys(self.own, 0)
        self.sizes: Mapping[int, set[Place]] = sizes_behind(passage, self.among, self._of)

    def numbers(self, again: Again) -> list[int | None]:
        result = self.total
        for index, answered in again.items():
            call = self.passage.nodes[index].call
            result = result + self._count(call, answered.facts) - self._count(call, call.facts)
        return [number(result)]

    def line(self, again: Again, position: int) -> Line:
        counts: list[Name] = []
        for index, (path, call, _) in enumerate(self.passage.nodes):
            facts = again[index].facts if index in again else call.facts
            if (count := number(self._count(call, facts))) != 0:
                counts.append(Name(path, count))
        whole: Dim = self.numbers(again)[0] or 0
        return Line(self.asked, lift(total(counts) if len(counts) <= FEW else whole))

    def links(self, again: Again, position: int, changed: int) -> Iterator[Link]:
        read = _answer(self.asked, position)
        for index in sorted(again):
            path, call, _ = self.passage.nodes[index]
            layer, inputs, facts = again[index]
            if self._count(call, facts) != self._count(call, call.facts):
                now, _ = derived(call.layer, call.inputs, read, self.asked)
                then, _ = derived(layer, inputs, read, self.asked)
                yield Link(path, now, then)

    def _of(self, _: int, facts: Facts) -> list[Dim]:
        return answers_of(facts, self.asked)

    def _count(self, call: Call, facts: Facts) -> Dim:
        """What a call adds to the total: weights that count elsewhere are not counted again."""
        if self.asked in COSTS:
            cost = cost_of(facts, self.asked)
            return 0 if cost is None else cost
        shared = {name for name, weight in call.facts.weights.items() if weight.same_as}
        own = [weight.size for name, weight in facts.parameters.items() if name not in shared]
        return 0 if call.reused else total(own)


def sizes_behind(
    passage: Passage, among: Mapping[int, int], numbers: Callable[[int, Facts], list[Dim]]
) -> dict[int, set[Place]]:
    """Of each call the sizes of its outputs that come into numbers of later ones."""
    behind: dict[int, set[Place]] = {index: set() for index in among}
    for index in sorted(among, reverse=True):
        reads = passage.nodes[index].reads
        for i, axis in _used(passage, index, numbers, behind[index]):
            if (spot := reads[i]) is not None and spot != LOST:
                behind[spot.node].add((spot.output, axis))
    return behind


def _used(
    passage: Passage,
    index: int,
    numbers: Callable[[int, Facts], list[Dim]],
    outputs: set[Place],
) -> set[Place]:
    """The sizes which a call reads that come into its numbers, or into these of its outputs."""
    call = passage.nodes[index].call
    if not outputs and not numbers(index, call.facts):
        return set()
    inputs, places = tagged(call.inputs)
    facts = facts_or_none(passage.following(index, inputs), inputs)
    if facts is None:
        return set(places.values())
    asked = [size for size in numbers(index, facts) if number(size) is not None]
    asked += [facts.outputs[output].shape[axis] for output, axis in outputs]
    names = {name for size in asked for name in names_in(lift(size))}
    return {place for name, place in places.items() if name in names}


def derived(
    layer: Layer, inputs: tuple[Tensor, ...], read: Read, name: str
) -> tuple[Line, list[Place]]:
    """The equation of one number of a layer, and the sizes of its inputs that stand in it."""
    tensors, places = tagged(inputs)
    size = lift(read(named(layer)(*tensors)))
    line = lines(name, size)[-1]
    if isinstance(size, Name) and size not in places:
        line = Line(size.name, size)  # an argument
    return line, [places[one] for one in names_in(size) if one in places]


def tagged(inputs: tuple[Tensor, ...]) -> tuple[tuple[Tensor, ...], dict[Name, Place]]:
    """The inputs with a name for each size, and whose it is."""
    places: dict[Name, Place] = {}
    tensors: list[Tensor] = []
    for i, x in enumerate(inputs):
        shape = tuple(_tag(size, axis) for axis, size in enumerate(x.shape))
        places |= {size: (i, axis) for axis, size in enumerate(shape) if isinstance(size, Name)}
        tensors.append(x._replace(shape=shape))
    return tuple(tensors), places


def _tag(size: Dim, axis: int) -> Dim:
    """A name for a size; a batch that nobody states, or of one, stays as it is."""
    if type(size) is int:
        return Name(f"size {axis}", size) if axis or size > 1 else size
    return size if isinstance(size, int | Name) else Name(f"size {axis}", None, lift(size))


def _places(inputs: tuple[Tensor, ...]) -> list[Place]:
    return [(i, axis) for i, x in enumerate(inputs) for axis, _ in enumerate(x.shape)]


def _answer(asked: str, position: int) -> Read:
    return lambda facts: answers_of(facts, asked)[position]


def size_at(output: int, axis: int) -> Read:
    """Reads one size of one output; 0 where there is none."""
    return lambda facts: next(iter(facts.outputs[output].shape[axis : axis + 1]), 0)
