"""A model's layers as a tree, each with all the calls of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.explanation import Explained, Explanation
from shapeproof.message import Message, say
from shapeproof.model import Call, Model, Source, added


class Use(NamedTuple):
    """One call of a layer, and where there is more than one way to go, the calls that it reads.  A
    model inside the model has no explanation of its own."""

    call: Call
    reads: tuple[Message | str, ...]
    explanation: Explanation | None


class Entry(NamedTuple):
    """One place in a summary: a layer with all the calls of it in its model, and how deep it
    stands."""

    uses: tuple[Use, ...]
    level: int

    @property
    def call(self) -> Call:
        return self.uses[0].call

    @property
    def macs(self) -> Dim | None:
        """The multiply-accumulates of all calls; None where those of one are not known."""
        costs = [use.call.facts.macs for use in self.uses]
        known = [cost for cost in costs if cost is not None]
        return added(iter(known)) if len(known) == len(costs) else None


def outline(model: Model, depth: int | None = None) -> list[Entry]:
    """A model's layers as a tree, those of models inside it down to `depth` levels."""
    return list(_entries(model, 0, depth, Explained()))


def _entries(model: Model, level: int, depth: int | None, explained: Explained) -> Iterator[Entry]:
    shared = model.shared
    sources = {
        Source(call.path, call.shown.number, output): _output(call, number, output, len(calls))
        for calls in shared.values()
        for number, call in enumerate(calls, 1)
        for output, _ in enumerate(call.facts.outputs)
    }

    for call in model.calls:
        if not is_folded(model, call):
            continue
        own = Source(call.path, call.shown.number)
        sources[own] = sources.get(call.sources[0], call.sources[0].path) if call.sources else ""

    def use(call: Call) -> Use:
        reads = () if model.chain else tuple(sources.get(one, one.path) for one in call.sources)
        return Use(call, tuple(filter(None, reads)), None if call.inside else explained(call))

    for calls in shared.values():
        if is_folded(model, calls[0]):
            continue
        yield Entry(tuple(map(use, calls)), level)
        inside = calls[0].inside
        if inside is not None and not calls[0].reused and (depth is None or level + 1 < depth):
            yield from _entries(inside, level + 1, depth, explained)


def is_folded(model: Model, call: Call) -> bool:
    """Whether a summary leaves a call out: one of torch's functions that costs nothing and either
    reads nothing, or hands on what it reads in the shape that it has."""
    if model.framework != "torch" or call.shown.is_layer:
        return False
    facts = call.facts
    costs_nothing = facts.macs == 0 and facts.elementwise == 0
    if not costs_nothing or len(facts.outputs) != 1:
        return False
    return not call.inputs or call.inputs[0].shape == facts.outputs[0].shape


def _output(call: Call, number: int, output: int, calls: int) -> Message | str:
    """What a call gives; of several calls and outputs of a layer, which of them."""
    path, has_several = call.path, len(call.facts.outputs) > 1
    if calls > 1 and has_several:
        return say("{path} (call {n}, output {m})", path=path, n=number, m=output + 1)
    if has_several:
        return say("{path} (output {n})", path=path, n=output + 1)
    return say("{path} (call {n})", path=path, n=number) if calls > 1 else path
