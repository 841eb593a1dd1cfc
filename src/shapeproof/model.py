"""A model as it was read: its calls in order, and what each says about its numbers.

`Recorder` asks the rule of each call once; everything that is said of a model later is read off
the `Model` that comes of it.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import joined
from shapeproof.message import Message, Note, Place, ShapeproofError, say
from shapeproof.rules.arguments import ArgumentError, checked
from shapeproof.rules.rule import (
    Facts,
    Layer,
    Tensor,
    Weight,
)

if TYPE_CHECKING:
    from shapeproof.rules.optimizer import Optimizer, Slots, Trained

QUANTIZED = ("int8",)
"""The ways of keeping kernels in fewer bits that rules know."""


class Policy(NamedTuple):
    """The dtypes that a layer computes in and keeps its weights in.

    With a `quantization`, kernels are kept in fewer bits: an argument of the rules that know it.
    """

    compute: str = "float32"
    variable: str = "float32"
    quantization: str | None = None

    @classmethod
    def named(cls, name: str) -> Policy:
        """`float16`; `mixed_float16`, computing in float16, weights in float32;
        `int8_from_float32`, kernels in int8 and all else in float32."""
        quantization, source, rest = name.partition("_from_")
        if source:
            return cls.named(rest)._replace(quantization=quantization)
        mixed, _, compute = name.partition("mixed_")
        return cls(compute, "float32") if compute and not mixed else cls(name, name)

    @property
    def is_mixed(self) -> bool:
        """Whether float16 is computed in, and weights are kept in more bits."""
        return (self.compute, self.variable) == ("float16", "float32")

    def applied(self, layer: Layer) -> Layer:
        """The layer as this policy has it.

        Raises `ArgumentError` where its rule does not know how a kernel is kept so.
        """
        if self.quantization is None or "quantization" not in layer.rule.later.split():
            return layer
        if self.quantization not in QUANTIZED:
            reason = say("weights in {mode} are not read yet; those in {known} are",
                         mode=self.quantization, known=QUANTIZED)  # fmt: skip
            raise ArgumentError(reason)
        given = {**layer.arguments, "quantization": self.quantization}
        return checked(layer.rule, given)._replace(name=layer.name)


AS_IT_COMES = Policy("", "")
"""Of a bare operation, which casts nothing."""


class Source(NamedTuple):
    """Where an input comes from: the call's path, which of its calls, which of its outputs."""

    path: str
    call: int = 0
    output: int = 0


NOWHERE = Source("")
"""Where a tensor comes from of which that is not known."""


class Shown(NamedTuple):
    """What a framework's own summary tells of a call beside its numbers.

    `number` counts the calls of its layer, wherever they are; `outputs` are those of the last of
    them.  `classic` and `classic_number` are the layer's name and the call's number in Keras 2.  A
    bare operation (`a + b`) is no layer; a model is one that may be folded.
    """

    number: int = 0
    outputs: tuple[Tensor, ...] = ()
    classic: str = ""
    classic_number: int = 0
    is_layer: bool = True
    is_model: bool = False


class Call(NamedTuple):
    """One application of a layer, or of a model inside a model, to tensors.

    `at` is where the layer was made.  `inside` holds the calls of a nested model.  `trainable`
    is the layer's own flag; of a leaf among `Model.layers`, also that of the model asked.
    """

    path: str
    layer: Layer
    inputs: tuple[Tensor, ...]
    facts: Facts
    sources: tuple[Source, ...] = ()
    at: Place | None = None
    reused: bool = False
    trainable: bool = True
    inside: Model | None = None
    shown: Shown = Shown()

    @property
    def type(self) -> str:
        return self.layer.rule.name

    @property
    def is_input(self) -> bool:
        return self.type == "InputLayer"

    @property
    def output(self) -> Tensor:
        return self.facts.outputs[0]


Compiled: TypeAlias = "Optimizer | Message | None"
"""What trains a model: an optimizer, why it is not known which, or nothing that anybody named."""


class Remedy(NamedTuple):
    """A change of the source that would mend a problem.

    The `argument` of the call at `where` shall be `value` (`path` is the layer's, of a call that
    makes a layer); or, where a `text` is given, the argument shall be wrapped so: `{}.squeeze(1)`.
    Without an argument, the text is put around the whole expression at `where`.
    """

    where: Place | None
    path: str = ""
    argument: str = ""
    value: Any = None
    text: str = ""


class Problem(NamedTuple):
    """What is wrong with a model, at which layer; `remedies` where the reader knows any."""

    kind: str
    at: Place | None
    layer: str
    message: Message
    remedies: tuple[Remedy, ...] = ()


class LayerError(ShapeproofError):
    """A layer of a model cannot be what its author wrote."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message, problem.at)
        self.problem = problem


class Totals(NamedTuple):
    """The sums over a model; a weight of a layer that is called again counts once."""

    params: Dim
    trainable: Dim
    non_trainable: Dim
    bytes: Dim
    macs: Dim
    flops: Dim
    uncounted: tuple[Call, ...]


class Model(NamedTuple):
    """Calls in the order in which they run, inputs among them.

    `kind` is the model's class, and `base` the framework's own that it derives from (`Sequential`,
    `Functional`, or `Model` where the class itself says what is called); `listed` are the layers
    of such a class in the order in which it keeps them.  `chain` tells whether every call reads
    what the call before it wrote; `variable` is the name that a source gave it,
    and `file` that source.  `gives` are the calls that its outputs come from; of a model inside
    another, `reads` are those out there that its inputs come from.  `failing` are the calls that
    a layer reads which cannot take them, and is not among the calls for that.  `compiled` is what
    its author has it trained with; `optimizer` is what somebody asks about: its variables are
    shown, and never part of the totals.
    """

    name: str
    kind: str
    framework: str
    calls: tuple[Call, ...]
    outputs: tuple[Tensor, ...] = ()
    chain: bool = True
    base: str = "Functional"
    listed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    trainable: bool = True
    variable: str = ""
    file: str = ""
    gives: tuple[Source, ...] = ()
    reads: tuple[Source, ...] = ()
    failing: tuple[Source, ...] = ()
    compiled: Compiled = None
    optimizer: Optimizer | None = None

    @property
    def inputs(self) -> list[Call]:
        return [call for call in self.calls if call.is_input]

    @property
    def shared(self) -> dict[str, list[Call]]:
        """The calls of each layer, by its path, in the order in which they are first called."""
        calls: dict[str, list[Call]] = {}
        for call in self.calls:
            if not call.is_input:
                calls.setdefault(call.path, []).append(call)
        return calls

    @property
    def layers(self) -> list[Call]:
        """The leaf calls, those of nested models under dotted paths."""
        return [call for call in self.tree if call.inside is None]

    @property
    def tree(self) -> list[Call]:
        """Every call but the inputs, under dotted paths: a nested model before what it calls."""
        return list(_tree(self, "", reused=False, trainable=self.trainable))

    @property
    def weights(self) -> list[Weight]:
        """Every parameter once, `trainable` where neither its layer nor this model is frozen."""
        return [
            weight._replace(trainable=call.trainable and weight.trainable)
            for call in self.layers
            if not call.reused
            for weight in call.facts.parameters.values()
            if not weight.same_as
        ]

    @property
    def trained(self) -> list[Trained]:
        """Every weight that learns."""
        from shapeproof.rules.optimizer import Trained

        return [
            Trained(f"{call.path}.{name}", weight.shape, weight.dtype)
            for call in self.layers
            if call.trainable and not call.reused
            for name, weight in call.facts.parameters.items()
            if weight.trainable and not weight.same_as
        ]

    @property
    def slots(self) -> Slots:
        """The variables of the optimizer that is asked about."""
        return self.optimizer.slots(self.trained) if self.optimizer else {}

    @property
    def totals(self) -> Totals:
        """Parameters, bytes and costs of all layers together."""
        layers, weights = self.layers, self.weights
        counted = [call.facts for call in layers if call.facts.macs is not None]
        macs = added(facts.macs for facts in counted)
        return Totals(
            params=added(weight.size for weight in weights),
            trainable=added(weight.size for weight in weights if weight.trainable),
            non_trainable=added(weight.size for weight in weights if not weight.trainable),
            bytes=added(weight.size * bytes_of(weight.dtype) for weight in weights),
            macs=macs,
            flops=added(facts.flops for facts in counted),
            uncounted=tuple(call for call in layers if call.facts.macs is None),
        )


def added(sizes: Iterator[Any]) -> Dim:
    """The sum of sizes, as a plain number where each is one."""
    found = list(sizes)
    whole = sum(int(size) for size in found if isinstance(size, int))
    formulas = [size for size in found if not isinstance(size, int)]
    return joined(operator.add, [*formulas, whole]) if formulas else whole


def bytes_of(dtype: str | None) -> int:
    """The bytes that one value takes: 4 for `float32`, 1 for `bool`."""
    digits = "".join(c for c in dtype or "float32" if c.isdigit())
    return max(int(digits or 8) // 8, 1)


def _tree(model: Model, prefix: str, reused: bool, trainable: bool) -> Iterator[Call]:
    for call in model.calls:
        if call.is_input:
            continue
        path = within(prefix, call.path)
        yield call._replace(
            path=path,
            reused=reused or call.reused,
            trainable=trainable and call.trainable,
            sources=tuple(s._replace(path=within(prefix, s.path)) for s in call.sources),
        )
        if call.inside is not None:
            yield from _tree(call.inside, f"{path}.", reused or call.reused, trainable)


def within(prefix: str, path: str) -> str:
    """A path inside a model; one that begins with a dot counts from the whole model."""
    return path.removeprefix(".") if path.startswith(".") else prefix + path
