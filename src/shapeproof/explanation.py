"""Explanations: a rule called with names instead of numbers.  Renderers turn them into words."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Apply, Dim, Expr, Literal, Name, Step, lift
from shapeproof.algebra.words import total
from shapeproof.message import Message
from shapeproof.model import Call, Model, added, bytes_of
from shapeproof.naming import axes_of, named, with_names
from shapeproof.rules.rule import Facts, Layer, Need, Tensor, hearing, noting
from shapeproof.sentences import numbers_of, said_of

FEW = 6  # numbers whose sum is still an equation to read


class Line(NamedTuple):
    """One equation: `subject = formula`."""

    subject: str
    formula: Expr


class Explanation(NamedTuple):
    """Everything that can be said of one layer's numbers.

    `numbers` are those that a sentence names; `axes` is what the rule calls each axis it reads.
    """

    layer: Layer
    inputs: tuple[Tensor, ...]
    facts: Facts
    output: list[Line]
    params: list[Line]
    macs: list[Line]
    flops: list[Line]
    relies_on: tuple[Need, ...]
    numbers: Mapping[str, Any]
    axes: tuple[tuple[str, ...], ...]

    @property
    def sentences(self) -> list[Message]:
        """What the layer does, from the rule's docstring, with its numbers."""
        return list(said_of(self.layer, self.numbers))


class Row(NamedTuple):
    """One call of a model and the explanation of its numbers."""

    call: Call
    explanation: Explanation


class Upkeep(NamedTuple):
    """What an optimizer keeps beside a model's weights: its equation, and how many numbers of each
    kind (`momentum`, `iteration`)."""

    line: Line
    kinds: dict[str, Dim]
    bytes: Dim
    sentences: list[Message]


def upkeep(model: Model) -> Upkeep | None:
    """What is to be said of the optimizer that is asked about."""
    if model.optimizer is None:
        return None
    from shapeproof.rules.optimizer import counted, sizes_of

    slots = model.slots
    kinds = {kind: added(iter(sizes)) for kind, sizes in sizes_of(slots).items()}
    size = added(slot.size * bytes_of(slot.dtype) for slot in slots.values())
    common, *own = model.optimizer.layers
    told = [one for layer in (*own, common) for one in said_of(layer, numbers_of(layer, {}))]
    line = Line(model.optimizer.name, counted(slots, model.trained))
    return Upkeep(line, kinds, size, told)


def rows(model: Model) -> list[Row]:
    """Every leaf call of a model, explained."""
    explained = Explained()
    return [Row(call, explained(call)) for call in model.layers]


def row(call: Call) -> Row:
    if call.inside is not None:
        return Row(call, of_parts(call, call.inside))
    return Row(call, explain(call.layer, *call.inputs))


class Explained:
    """Explains calls; of layers that are alike, the first one, for all of them."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Explanation] = {}

    def __call__(self, call: Call) -> Explanation:
        key = call.layer.likeness(call.inputs)
        if key is None:
            return explain(call.layer, *call.inputs)
        if key not in self._known:
            self._known[key] = explain(call.layer, *call.inputs)
        return self._known[key]._replace(layer=call.layer)


def of_parts(call: Call, inside: Model) -> Explanation:
    """What a model inside a model says as a whole: the sums over the calls that it makes."""
    calls = [part for part in inside.calls if not part.is_input]
    params = _summed("params", {_part(part): part.facts.params for part in calls}.items())
    macs = _summed("macs", [(_part(part), part.facts.macs) for part in calls])
    axes = tuple(() for _ in call.inputs)
    return Explanation(call.layer, call.inputs, call.facts, [], params, macs, [], (), {}, axes)


def _part(call: Call) -> str:
    """What a part is called in a sum, where `0`, as torch names a first one, would be a number."""
    return f"layer {call.path}" if call.path.isdecimal() else call.path


def _summed(subject: str, sizes: Collection[tuple[str, Dim | None]]) -> list[Line]:
    """What the numbers of a few layers come to; nothing where one of them is not known."""
    known = [Name(path, int(size)) for path, size in sizes if isinstance(size, int) and size]
    if not 0 < len(known) <= FEW or not all(isinstance(size, int) for _, size in sizes):
        return []
    return [Line(subject, lift(total(known)))]


def explain(layer: Layer, *inputs: Tensor) -> Explanation:
    """The derivation of every number that `layer` has on these inputs."""
    read = tuple(map(with_names, inputs))
    with noting() as relies_on, hearing() as sizes:
        facts = named(layer)(*read)
    output = unique(
        line for tensor in facts.outputs for size in tensor.shape for line in _steps(lift(size))
    )
    shown = frozenset(output)
    params = unique(lines("params", facts.params), shown)
    macs = [] if facts.macs is None else lines("macs", facts.macs)
    flops = [] if facts.flops is None else lines("flops", facts.flops)
    return Explanation(
        layer,
        inputs,
        facts,
        output,
        params,
        unique(macs, shown),
        unique(flops, shown.union(macs)),
        tuple(relies_on),
        numbers_of(layer, sizes),
        tuple(map(axes_of, read)),
    )


def lines(subject: str, size: Dim) -> list[Line]:
    """The equations that lead to `size`: one for each step on the way, and its own."""
    match expr := lift(size):
        case Step(name, body):
            return [*_steps(body), Line(name, body)]
        case Apply():
            return [*_steps(expr), Line(subject, expr)]
        case Literal() | Name():
            return [Line(subject, expr)]


def unique(lines: Iterable[Line], shown: frozenset[Line] = frozenset()) -> list[Line]:
    """The lines, each once, where it comes first; none that has been shown."""
    return [line for line in dict.fromkeys(lines) if line not in shown]


def _steps(expr: Expr) -> Iterator[Line]:
    match expr:
        case Step(name, body):
            yield from _steps(body)
            yield Line(name, body)
        case Apply(_, left, right):
            yield from _steps(left)
            yield from _steps(right)
        case Literal() | Name():
            pass
