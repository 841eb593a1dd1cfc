"""A model's calls as one graph, which can be asked again with something in it different.

Models inside the model are entered, so that every call reads what another call gave.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from shapeproof.algebra.words import product
from shapeproof.model import NOWHERE, Call, Model, Source, within
from shapeproof.recorder import in_numbers, takes
from shapeproof.rules.rule import Facts, Layer, Tensor
from shapeproof.variations import facts_or_none


class Spot(NamedTuple):
    """One output of one call, by its number."""

    node: int
    output: int


LOST = Spot(-1, 0)
"""A tensor of which it is not known which call gave it."""


class Node(NamedTuple):
    """One call of a layer under its dotted path; None is read where a weight stands."""

    path: str
    call: Call
    reads: tuple[Spot | None, ...]


class Answered(NamedTuple):
    """What a call says when it is asked again."""

    layer: Layer
    inputs: tuple[Tensor, ...]
    facts: Facts


class Held(NamedTuple):
    """An argument, or a place in one, that repeats a size of the input (`in_channels`), or the
    product of all its sizes but the first (`view(n, 16 * 5 * 5)`)."""

    key: str
    place: int | None
    is_product: bool


class Passage:
    """The calls in the order in which they run, and those that give the model's outputs.

    `readers` are the calls that read what each gives; `calls_of` all calls of its layer, whatever
    their paths.  `asks` counts what was asked so far.
    """

    def __init__(self, model: Model) -> None:
        self.nodes: list[Node] = []
        self._given: dict[tuple[str, int], tuple[Spot | None, ...]] = {}
        self.ends = self._enter(model, "", (), reused=False)
        self._lost = [index for index, node in enumerate(self.nodes) if LOST in node.reads]
        self.readers = self._read_by()
        self.calls_of = self._calls_of_layers()
        self._said: dict[Hashable, Facts | None] = {}
        self._answered: dict[Hashable, Answered | None] = {}
        self._held: dict[Hashable, tuple[Held, ...]] = {}
        self.asks = 0

    def _enter(
        self, model: Model, prefix: str, read: tuple[Spot | None, ...], reused: bool
    ) -> tuple[Spot | None, ...]:
        """Lay down a model's calls, given what it reads; what its outputs are."""
        given: dict[tuple[str, int], tuple[Spot | None, ...]] = {}

        def found(source: Source) -> Spot | None:
            spots = given.get((source.path, source.call))
            if spots is None:  # one that a call inside another gave, and somebody kept
                spots = self._given.get((within(prefix, source.path), source.call))
            if spots is None:
                return LOST if source == NOWHERE else None
            return spots[source.output] if source.output < len(spots) else LOST

        entered = iter(read)
        for call in model.calls:
            path, unsaid = within(prefix, call.path), len(call.inputs) - len(call.sources)
            reads = (*map(found, call.sources), *[LOST] * unsaid)
            again = reused or call.reused
            if call.is_input and prefix:
                outputs: tuple[Spot | None, ...] = (next(entered, LOST),)
            elif call.inside is not None:
                inner = tuple(map(found, call.inside.reads))
                outputs = self._enter(call.inside, f"{path}.", inner, again)
            else:
                outputs = tuple(Spot(len(self.nodes), i) for i, _ in enumerate(call.facts.outputs))
                self.nodes.append(Node(path, call._replace(reused=again), reads))
            given[call.path, call.shown.number] = outputs
            self._given[path, call.shown.number] = outputs
        return tuple(map(found, model.gives))

    def before(self, index: int) -> dict[int, int]:
        """The calls that one comes from, itself among them, and how many calls before it."""
        distances, waiting = {index: 0}, [index]
        for at in waiting:
            for spot in self.nodes[at].reads:
                if spot is not None and spot != LOST and spot.node not in distances:
                    distances[spot.node] = distances[at] + 1
                    waiting.append(spot.node)
        return distances

    def _read_by(self) -> list[list[int]]:
        readers: list[list[int]] = [[] for _ in self.nodes]
        for index, node in enumerate(self.nodes):
            for spot in node.reads:
                if spot is not None and spot != LOST:
                    readers[spot.node].append(index)
        return readers

    def _calls_of_layers(self) -> list[list[int]]:
        """All calls of the layer that is called at each place, under whatever path."""
        first: dict[int, str] = {}
        groups: dict[str, list[int]] = {}
        names: list[str] = []
        for index, (path, call, _) in enumerate(self.nodes):
            whose = first.setdefault(id(call.layer), path)
            names.append(whose if call.reused else path)
            groups.setdefault(names[-1], []).append(index)
        return [groups[name] for name in names]

    def again(
        self, layers: Mapping[int, Layer], among: Collection[int]
    ) -> dict[int, Answered] | None:
        """The calls that are or read something else once these layers stand in their places, and
        what they say; None where one of them does not take what it reads then."""
        first, reached = min(layers), set(layers)
        if any(index > first and index in among for index in self._lost):
            return None
        asked: dict[int, Answered] = {}
        for index in range(first, len(self.nodes)):
            if index not in reached or index not in among:
                continue
            _, call, reads = self.nodes[index]
            inputs = tuple(
                asked[spot.node].facts.outputs[spot.output] if spot and spot.node in asked else own
                for spot, own in zip(reads, call.inputs)
            )
            answered = self.asked(index, layers.get(index), inputs)
            if answered is None:
                return None
            asked[index] = answered
            if answered.facts.outputs != call.facts.outputs:
                reached.update(self.readers[index])
        return asked

    def asked(self, index: int, layer: Layer | None, inputs: tuple[Tensor, ...]) -> Answered | None:
        """What a layer says in the place of a call, or the call's own, with the arguments that
        must go with what it reads; None where it cannot read that."""
        self.asks += 1
        if layer is not None:
            return self._answer(index, layer, inputs)
        key = (index, inputs)
        if key not in self._answered:
            self._answered[key] = self._answer(index, self.following(index, inputs), inputs)
        return self._answered[key]

    def _answer(self, index: int, layer: Layer, inputs: tuple[Tensor, ...]) -> Answered | None:
        """What a layer says in the place of a call; its dtypes are those of the call."""
        read, own = inputs[: takes(layer)], self.nodes[index].call.facts.outputs
        key = layer.likeness(read)
        if key is None or key not in self._said:
            self._said[key] = facts_or_none(layer, read)
        facts = self._said[key]
        if facts is None or len(facts.outputs) != len(own):
            return None
        outputs = (Tensor(in_numbers(x.shape), was.dtype) for x, was in zip(facts.outputs, own))
        return Answered(layer, inputs, facts._replace(output=tuple(outputs)))

    def following(self, index: int, inputs: tuple[Tensor, ...]) -> Layer:
        """The layer of a call with the arguments that must go with a size that it reads."""
        layer, own = self.nodes[index].call.layer, self.nodes[index].call.inputs
        for i, (x, was) in enumerate(zip(inputs, own)):
            for axis, (size, old) in enumerate(zip(x.shape, was.shape)):
                if size != old:
                    layer = followed(layer, self.repeating(index, i, axis), x, axis)
        return layer

    def repeating(self, index: int, i: int, axis: int) -> tuple[Held, ...]:
        """The arguments without which a layer does not take another size along an axis."""
        key = (index, i, axis)
        if key not in self._held:
            call = self.nodes[index].call
            self._held[key] = _found_repeating(call.layer, call.inputs, i, axis)
        return self._held[key]


def _found_repeating(
    layer: Layer, inputs: tuple[Tensor, ...], i: int, axis: int
) -> tuple[Held, ...]:
    """Tried on an input twice as large: one argument that mends it, or all that hold the size."""
    x = inputs[i]
    holding = list(_holding(layer, x, axis)) if type(x.shape[axis]) is int else []
    if not holding:
        return ()
    larger = x._replace(shape=(*x.shape[:axis], 2 * x.shape[axis], *x.shape[axis + 1 :]))
    read = (*inputs[:i], larger, *inputs[i + 1 :])[: takes(layer)]
    if facts_or_none(layer, read) is not None:
        return ()
    for some in (*([one] for one in holding), holding):
        if facts_or_none(followed(layer, some, larger, axis), read) is not None:
            return tuple(some)
    return ()


def _holding(layer: Layer, x: Tensor, axis: int) -> Iterator[Held]:
    """The arguments, and the places in arguments, that repeat a size or the product of all."""
    for is_product, size in ((False, x.shape[axis]), (True, product(x.shape[1:]))):
        for key, value in layer.arguments.items():
            if not layer.rule.is_quantity(key):
                continue
            if type(value) is int and value == size:
                yield Held(key, None, is_product)
            elif isinstance(value, tuple):
                yield from (
                    Held(key, at, is_product) for at, one in enumerate(value) if one == size
                )


def followed(layer: Layer, holding: Iterable[Held], x: Tensor, axis: int) -> Layer:
    """The layer with the arguments that repeat a size of this input as they must be."""
    for key, place, is_product in holding:
        value: Any = product(x.shape[1:]) if is_product else x.shape[axis]
        if place is not None:
            was = layer.arguments[key]
            value = (*was[:place], value, *was[place + 1 :])
        layer = layer._replace(arguments={**layer.arguments, key: value})
    return layer
