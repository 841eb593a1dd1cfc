"""Explanations: a rule called with names instead of numbers.  Renderers turn them into words."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Apply, Dim, Expr, Literal, Name, Step, lift
from shapeproof.algebra.words import total
from shapeproof.message import Count, Extent, Message, say
from shapeproof.model import Call, Model, Source, added, bytes_of
from shapeproof.rules.arithmetic import edges
from shapeproof.rules.rule import Facts, Layer, Need, Stated, Tensor, hearing, noting

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
        return list(_told(self.layer, self.numbers))


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
    told = [one for layer in (*own, common) for one in _told(layer, numbers_of(layer, {}))]
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


def sentences(layer: Layer) -> list[str]:
    """The sentences of the rule's docstring, each a message of its own."""
    return in_sentences(layer.rule.sentence)


def in_sentences(text: str) -> list[str]:
    return [f"{sentence.rstrip('.')}." for sentence in text.split(". ") if sentence]


def _told(layer: Layer, numbers: Mapping[str, Any]) -> Iterator[Message]:
    """The sentences on this layer, and then on those that it is wrapped around."""
    for sentence in sentences(layer):
        if applies(sentence, layer):
            yield Message(sentence, numbers)
    for key, inner in layer.arguments.items():
        if isinstance(inner, Layer):
            if key.endswith("_activation") or (key == "activation" != layer.rule.name.lower()):
                yield say("Its {argument} is {layer}.", argument=f"`{key}`", layer=_kind(inner))
            yield from _told(inner, {**numbers, **numbers_of(inner, {})})
        elif isinstance(inner, tuple):
            yield from _told_of_each(inner)


def _told_of_each(layers: tuple[Any, ...]) -> list[Message]:
    """The sentences on layers side by side, each once, as far as they need no size that was read:
    sizes that two layers have read go by the same names."""
    from string import Formatter

    told: list[Message] = []
    for layer in layers:
        if isinstance(layer, Layer):
            own = numbers_of(layer, {})
            for message in _told(layer, own):
                named = {field for _, field, _, _ in Formatter().parse(message.template) if field}
                if named <= own.keys() and message not in told:
                    told.append(message)
    return told


def applies(sentence: str, layer: Layer) -> bool:
    """Whether a sentence on an argument is told: "With `groups`, …" where it was chosen,
    "Unless `strides` …" where it was left as it is."""
    opening, _, rest = sentence.partition(" `")
    if opening not in ("With", "Unless"):
        return True
    argument = rest.partition("`")[0]
    return is_chosen(layer, argument) is (opening == "With")


def is_chosen(layer: Layer, argument: str) -> bool:
    """Whether the author gave this argument another value than its default."""
    arguments, default = layer.arguments, layer.rule.defaults.get(argument)
    return (
        argument in arguments
        and arguments[argument] is not default
        and not (type(arguments[argument]) is type(default) and arguments[argument] == default)
    )


def with_names(x: Tensor) -> Tensor:
    """The same tensor with its sizes ready to be named by the rule that reads them."""
    batch, *sizes = x.shape or (1,)
    batch = Stated(batch) if type(batch) is int else batch
    return x._replace(shape=(batch, *map(_unnamed, sizes)) if x.shape else ())


class Slot(Name):
    """A size that a rule is about to name; it keeps the name that it was first given."""

    __slots__ = ("first",)

    def __init__(self, value: int | None, meaning: Expr | None) -> None:
        super().__init__("", value, meaning)
        self.first = ""

    def called(self, name: str) -> Name:
        self.first = self.first or name
        return super().called(name)


def _unnamed(size: Dim) -> Slot:
    return Slot(size, None) if isinstance(size, int) else Slot(None, lift(size))


def axes_of(x: Tensor) -> tuple[str, ...]:
    """What a rule called the axes of a tensor that it has read."""
    return tuple(
        (size.first or f"axis {i}") if isinstance(size, Slot) else first_axis(size)
        for i, size in enumerate(x.shape)
    )


def first_axis(size: Dim) -> str:
    """What a rule called a first axis; one of which it says nothing is taken for the batch."""
    axis = size.axis if isinstance(size, Stated) else ""
    return axis if axis and not axis.startswith("size ") else "batch"


def named(layer: Layer) -> Layer:
    """The same layer with the arguments that its author chose named; defaults stay numbers."""
    rule = layer.rule
    fixed = {
        key: Name(key, value) if rule.is_quantity(key) else value
        for key, value in rule.fixed.items()
    }
    chosen = {
        key: _named(rule.is_quantity(key), key, value) if is_chosen(layer, key) else value
        for key, value in layer.arguments.items()
    }
    return layer._replace(rule=rule._replace(fixed=fixed), arguments=chosen)


def _named(quantity: bool, key: str, value: object) -> object:
    match value:
        case Layer():
            return named(value)
        case tuple() if quantity:
            return tuple(_named(True, "", size) for size in value)
        case tuple() if any(isinstance(one, Layer) for one in value):
            return tuple(_named(False, "", one) for one in value)
        case int() if quantity and value >= 0:
            return Name(key, value)
        case Name() | Apply() | Step() if quantity:
            return Name(key, value.value, value)
        case _:
            return value


def numbers_of(layer: Layer, sizes: Mapping[str, Dim]) -> dict[str, Any]:
    """The sizes that a rule read and the arguments that it was given, as a sentence puts them."""
    rule = layer.rule
    arguments = {**rule.defaults, **rule.fixed, **layer.arguments}
    rank = rule.fixed.get("rank", 1)
    return {name: _spoken(size) for name, size in sizes.items()} | {
        key: _in_words(rule.kind(key), value, rank) for key, value in arguments.items()
    }


def _in_words(kind: str, value: Any, rank: int) -> object:
    """An argument in a sentence: sizes along every axis and at every edge by their places."""
    match kind:
        case "Sizes" if not isinstance(value, str):
            return _places(value, rank)
        case "Edges" if value is not None:
            return edges.told(value, rank)
        case "Row":
            return edges.told_of_row(value, rank)
        case _ if isinstance(value, Layer):
            return _kind(value)
        case "Layer" | "tuple[Layer, ...]" if value is not None:
            several = isinstance(value, tuple) and not isinstance(value, Layer)
            return tuple(map(_kind, value)) if several else _kind(value)
        case _:
            return value


def _kind(layer: Any) -> str:
    """What a layer is called; one of the author's own, by its class."""
    return layer.rule.name if isinstance(layer, Layer) else getattr(layer, "kind", "?")


def _spoken(size: Dim) -> object:
    """A size in a sentence: its number, or the formula that it stands for."""
    match size:
        case Name(value=None, meaning=meaning) if meaning is not None:
            return meaning
        case Name(value=int(value)) | Apply(value=int(value)) | Step(value=int(value)):
            return Count(value)
        case _:
            return size


def _places(value: Any, rank: int) -> object:
    """A size along every axis: `16 steps`, or `3×3 places`."""
    if value is None:
        return value
    return Extent(value if isinstance(value, tuple) else (value,) * rank)


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
