"""What a torch model does as it runs: the modules that it calls, and every function on tensors.

Each reader of torch (source, live) tells one `Trace` what happens, in order; the trace asks the
rules, and a `Model` comes of it.  Paths are torch's own, and what runs inside a module stands below
it.  A function goes by its name in the module that calls it: `encoder.cat`, `encoder.cat_1`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Formula
from shapeproof.message import Note, Place, say
from shapeproof.model import NOWHERE, Call, LayerError, Model, Policy, Problem, Shown, Source
from shapeproof.recorder import Recorder
from shapeproof.rules.given import CONSTANT, INPUT, KEPT, uncalled
from shapeproof.rules.rule import Facts, Layer, Rule, Shape, Tensor, Weight, flat, packed
from shapeproof.supposition import supposed

POLICY = Policy("", "float32")
"""torch computes in what it reads, and keeps its weights in float32 unless told otherwise."""


SHOWN = Shown()


class Traced:
    """A tensor of the model: what one call gave, or what somebody keeps."""

    __slots__ = ("tensor",)

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor


class Part(NamedTuple):
    """A module: torch's path to it, its class, itself (`key`), and where it was made."""

    path: str
    kind: str
    key: Hashable
    at: Place | None = None


class Held(NamedTuple):
    """A parameter or a buffer: torch's path to it, itself (`key`), and what it is."""

    path: str
    key: Hashable
    weight: Weight


class Frame:
    """One call of a module that calls others: what happens in it, up to where it returns.

    `sources` tells of each tensor seen here which call gave it, `entered` which came from outside;
    `names` what its arguments are called.
    """

    def __init__(self, part: Part, names: Mapping[Traced, str]) -> None:
        self.part, self.names = part, names
        self.inputs: list[Call] = []
        self.entered: dict[Traced, None] = {}
        self.calls: list[Call] = []
        self.sources: dict[Traced, Source] = {}
        self.failing: tuple[Source, ...] = ()
        self.uses: dict[str, int] = {}
        self.functions: dict[str, int] = {}

    def relative(self, path: str) -> str:
        """A path as it is written inside the module of this frame; one that leads elsewhere begins
        with a dot, and counts from the whole model."""
        inner = path.removeprefix(f"{self.part.path}.") if self.part.path else path
        return inner if inner != path or not self.part.path else f".{path}"

    def source(self, x: Traced) -> Source:
        """Where a tensor comes from; one from outside is an input here."""
        if x not in self.sources:
            self.enter(x, self.names.get(x, "input"))
        return self.sources[x]

    def origin(self, x: Traced) -> Source:
        """The same of a tensor that was seen here or given to the module; of others, nowhere."""
        return self.source(x) if x in self.sources or x in self.names else NOWHERE

    def keep(self, path: str, frame: Frame) -> None:
        """Remember the tensors of a module called here, which may be kept and read later."""
        for x, source in frame.sources.items():
            if x not in frame.entered and x not in self.sources:
                whole = source.path if source.path.startswith(".") else f"{path}.{source.path}"
                self.sources[x] = source._replace(path=whole)

    def enter(self, x: Traced, name: str) -> None:
        path = self.unused(name)
        layer = Layer(INPUT, {"shape": x.tensor.shape}, path)
        self.inputs.append(Call(path, layer, (), Facts(x.tensor), shown=Shown(number=1)))
        self.entered[x] = None
        self.sources[x] = Source(path, 1)

    def unused(self, name: str) -> str:
        """The name of a function's call here, numbered where it repeats."""
        used = self.functions.get(name, 0)
        self.functions[name] = used + 1
        return f"{name}_{used}" if used else name

    def add(self, call: Call, outputs: Iterable[Traced]) -> None:
        number = self.uses[call.path] = self.uses.get(call.path, 0) + 1
        self.calls.append(call._replace(shown=call.shown._replace(number=number)))
        for i, x in enumerate(outputs):
            self.sources[x] = Source(call.path, number, i)

    def model(self, outputs: Sequence[Traced]) -> Model:
        gives = tuple(map(self.origin, outputs))
        calls = (*self.inputs, *self.calls)
        return Model(
            self.part.kind,
            self.part.kind,
            "torch",
            calls,
            tuple(x.tensor for x in outputs),
            is_chain(calls),
            "Module",
            gives=gives,
            failing=self.failing,
        )


class Trace:
    """A model that is being run on its inputs, from the first call to the last."""

    def __init__(self, part: Part, inputs: Sequence[tuple[str, Tensor]]) -> None:
        self.recorder = Recorder()
        self.notes: list[Note] = []
        self.seen: dict[Hashable, str] = {}
        self.called: set[Hashable] = {part.key}
        self.inputs = [Traced(x) for _, x in inputs]
        self.frames = [Frame(part, {})]
        for x, (name, _) in zip(self.inputs, inputs):
            self.frame.enter(x, name)

    @property
    def frame(self) -> Frame:
        """The call under way."""
        return self.frames[-1]

    def module(
        self,
        part: Part,
        layer: Layer,
        inputs: Sequence[Traced],
        held: Mapping[str, Held],
        actual: Sequence[Tensor] | None = None,
    ) -> Any:
        """A call of a module that has a rule; its outputs in the structure they come in.

        `held` are its parameters and buffers by their names; `actual` is what torch itself gives.
        Raises `LayerError` where it cannot take them.
        """
        facts, outputs = self._asked(part.path, layer, inputs, part.at, actual)
        layer, facts = as_kept(layer, facts, held)
        reused = self._again(part)
        weights = facts.weights if reused else self._own(part.path, facts.weights, held)
        path = self.frame.relative(part.path)
        self._record(path, layer, inputs, facts._replace(weights=weights), outputs, part.at, reused)
        return outputs

    def function(
        self,
        layer: Layer,
        inputs: Sequence[Traced],
        at: Place | None = None,
        actual: Sequence[Tensor] | None = None,
    ) -> Any:
        """A call of a function on tensors; its outputs in the structure they come in."""
        path = self.frame.unused(layer.rule.name)
        whole = f"{self.frame.part.path}.{path}".lstrip(".")
        layer = supposed(whole, layer)
        facts, outputs = self._asked(whole, layer, inputs, at, actual)
        shown = Shown(is_layer=False)
        self._record(path, layer, inputs, facts, outputs, at, reused=False, shown=shown)
        return outputs

    def held(self, held: Held, at: Place | None = None) -> Traced:
        """A parameter or buffer that a function reads."""
        weight = held.weight
        x = Traced(Tensor(weight.shape, weight.dtype))
        path = self.frame.relative(held.path)
        if held.key in self.seen:
            self.frame.sources[x] = Source(self.frame.relative(self.seen[held.key]), 1)
            return x
        self.seen[held.key] = held.path
        layer = Layer(KEPT[weight.kind], {"weight": weight}, path)
        facts = Facts(x.tensor, {path.rpartition(".")[2]: weight})
        self._record(path, layer, (), facts, x, at, reused=False)
        return x

    def constant(self, tensor: Tensor, name: str = "constant") -> Traced:
        """Numbers that are the same whatever the model reads."""
        x = Traced(tensor)
        path = self.frame.unused(name)
        layer = Layer(CONSTANT, {"shape": tensor.shape, "dtype": tensor.dtype}, path)
        self._record(path, layer, (), Facts(tensor), x, None, reused=False)
        return x

    @contextmanager
    def inside(self, part: Part, names: Mapping[Traced, str]) -> Generator[Callable[..., None]]:
        """A call of a module that calls others; the block gives the tensors that it returns.

        What happened before something failed is kept.
        """
        outer, frame = self.frame, Frame(part, names)
        reused = self._again(part)
        self.frames.append(frame)
        given: list[Traced] = []
        try:
            yield lambda outputs: given.extend(outputs)
        finally:
            self.frames.pop()
            inputs = list(names)
            sources = tuple(map(outer.source, inputs))
            outer.keep(outer.relative(part.path), frame)
            inside = frame.model(given)
            reads = tuple(map(outer.origin, frame.entered))
            call = Call(
                outer.relative(part.path),
                Layer(Rule(part.kind, _runs), {}, part.path),
                tuple(x.tensor for x in inputs),
                merged(inside),
                sources,
                part.at,
                reused,
                inside=inside._replace(reads=reads),
            )
            outer.add(call, given)

    def leave(self, part: Part, held: Mapping[str, Held]) -> None:
        """A module that is never called: what nobody else has of its weights is counted still."""
        kept = {name: one.weight for name, one in held.items() if one.key not in self.seen}
        if kept:
            layer = Layer(Rule(part.kind, uncalled), {"weights": kept})
            facts = Facts((), self._own(part.path, kept, held))
            self._record(part.path, layer, (), facts, (), part.at, reused=False)

    def fold(self, x: Traced, tensor: Tensor) -> Traced:
        """The same numbers as another value, which no call made."""
        same = Traced(tensor)
        self.frame.sources[same] = self.frame.source(x)
        return same

    def model(self, outputs: Sequence[Traced], problems: Sequence[Problem] = ()) -> Model:
        """What has happened."""
        made = self.frames[0].model(outputs)
        return made._replace(notes=tuple(self.notes), problems=tuple(problems))

    def _asked(
        self,
        path: str,
        layer: Layer,
        inputs: Sequence[Traced],
        at: Place | None,
        actual: Sequence[Tensor] | None,
    ) -> tuple[Facts, Any]:
        try:
            facts = self.recorder.facts(path, layer, tuple(x.tensor for x in inputs), POLICY, at)
        except LayerError:
            self.frame.failing = tuple(map(self.frame.source, inputs))
            raise
        if actual is not None:
            facts = self._held_against(path, facts, actual, at)
        return facts, packed(facts.output, iter([Traced(x) for x in flat(facts.output)]))

    def _held_against(
        self, path: str, facts: Facts, actual: Sequence[Tensor], at: Place | None
    ) -> Facts:
        """The facts with what torch gives; a difference is told."""
        if [*facts.outputs] == [*actual]:
            return facts
        if [*map(fits, facts.outputs, actual)] == [True] * max(len(facts.outputs), len(actual)):
            told = say(
                "{path}: the size of what it gives depends on the numbers that it reads; the "
                "largest one is taken, {actual}",
                path=path,
                actual=written(actual),
            )
            self.notes.append(Note(at, told))
            return facts._replace(output=packed(facts.output, iter(actual)))
        told = say(
            "{path}: torch gives {actual} where the rule says {derived}; please report this",
            path=path,
            actual=written(actual),
            derived=written(facts.outputs),
        )
        self.notes.append(Note(at, told))
        return facts._replace(output=actual[0] if len(actual) == 1 else tuple(actual))

    def _record(
        self,
        path: str,
        layer: Layer,
        inputs: Sequence[Traced],
        facts: Facts,
        outputs: Any,
        at: Place | None,
        reused: bool,
        shown: Shown = SHOWN,
    ) -> None:
        frame = self.frame
        sources = tuple(map(frame.source, inputs))
        read = tuple(x.tensor for x in inputs)
        call = Call(path, layer._replace(name=path), read, facts, sources, at, reused, shown=shown)
        frame.add(call, traced_in(outputs))

    def _again(self, part: Part) -> bool:
        """Whether a module has been called before."""
        reused = part.key in self.called
        self.called.add(part.key)
        return reused

    def _own(
        self, path: str, weights: Mapping[str, Weight], held: Mapping[str, Held]
    ) -> dict[str, Weight]:
        """A module's weights; one that another module has too says which it is."""
        own: dict[str, Weight] = {}
        for name, weight in weights.items():
            key = held[name].key if name in held else (path, name)
            same = self.seen.get(key, "")
            learns = held[name].weight.trainable if name in held else weight.trainable
            own[name] = weight._replace(same_as=same, trainable=learns)
            self.seen.setdefault(key, f"{path}.{name}".lstrip("."))
        return own


def _runs(*inputs: Tensor) -> Facts:
    """Runs what is inside it, as its `forward` says."""
    raise AssertionError(inputs)


def as_kept(layer: Layer, facts: Facts, held: Mapping[str, Held]) -> tuple[Layer, Facts]:
    """The layer with the weights that it is seen to have, should they be others than it says."""
    ours = facts.weights
    if all(ours.get(name) == one.weight for name, one in held.items()):
        return layer, facts
    weights = {name: one.weight for name, one in held.items()}
    if {name: w.shape for name, w in ours.items()} != {
        name: w.shape for name, w in weights.items()
    }:
        layer = layer._replace(weights=weights)
    return layer, facts._replace(weights=weights)


def merged(model: Model) -> Facts:
    """What a module says of itself as a whole."""
    weights: dict[str, Weight] = {}
    macs: Any = 0
    elementwise: Any = 0
    for call in model.calls:
        facts = call.facts
        for name, weight in {} if call.is_input or call.reused else facts.weights.items():
            is_alone = call.layer.rule in KEPT.values()
            weights[call.path if is_alone else f"{call.path}.{name}"] = weight
        macs = None if macs is None or facts.macs is None else macs + facts.macs
        elementwise = elementwise + facts.elementwise
    output = model.outputs[0] if len(model.outputs) == 1 else model.outputs
    return Facts(output, weights, macs, elementwise)


def is_chain(calls: Sequence[Call]) -> bool:
    """Whether each call reads what the one before it gave, and nothing else."""
    return all(
        [source.path for source in call.sources] == [before.path] and call.shown.number == 1
        for before, call in pairwise(calls)
    )


def traced_in(structure: Any) -> list[Traced]:
    """The tensors of a nested structure, in order."""
    match structure:
        case Traced():
            return [structure]
        case dict():
            return [x for part in structure.values() for x in traced_in(part)]
        case list() | tuple():
            return [x for part in structure for x in traced_in(part)]
        case _:
            return []


def fits(derived: Tensor, actual: Tensor) -> bool:
    """Whether a tensor is what a rule says, wherever it says a number."""
    return (
        derived.dtype == actual.dtype
        and len(derived.shape) == len(actual.shape)
        and all(isinstance(size, Formula) or size == own
                for size, own in zip(derived.shape, actual.shape))
    )  # fmt: skip


def written(tensors: Iterable[Tensor]) -> str:
    """Shapes and dtypes in a note."""
    return ", ".join(f"{written_shape(x.shape)} {x.dtype}" for x in tensors)


def written_shape(shape: Shape) -> str:
    """`(N, 3, 32, 32)`."""
    from shapeproof.algebra.notation import size

    sizes = (str(one) if isinstance(one, int) else str(size(one)) for one in shape)
    return f"({', '.join(sizes)})"
