"""Keras's models as they are made and run, named and numbered as Keras does it.

Every reader of Keras (source, config, live objects) builds one `Graph`; `shapeproof.model` holds
what comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from shapeproof.message import Place, say
from shapeproof.model import Call, LayerError, Model, Policy, Problem, Shown, Source
from shapeproof.read.keras.nodes import (
    NOTHING,
    Body,
    KerasModel,
    KerasTensor,
    Node,
    Operation,
    Own,
    Sequential,
    Told,
    holding,
    structured,
    tensors_in,
)
from shapeproof.read.keras.order import in_keras_order, walk
from shapeproof.recorder import Recorder, takes
from shapeproof.rules.given import CONSTANT, INPUT, WEIGHT
from shapeproof.rules.rule import (
    UNKNOWN,
    Facts,
    Layer,
    Rule,
    Structure,
    Tensor,
    Weight,
)


class Step(NamedTuple):
    """One call of a model that is run on given tensors."""

    node: Node
    inputs: tuple[Tensor, ...]
    facts: Facts


class Graph:
    """Everything that a source has made, with Keras's numbering of names."""

    def __init__(self) -> None:
        self.recorder = Recorder()
        self.models: list[KerasModel] = []
        self.nodes: list[Node] = []
        self.uses: dict[str, int] = {}
        self.bare_uses = self.uses  # of operations that are no layers
        self.classic_uses: dict[str, int] = {}
        self.policy = Policy()
        self.failed: tuple[Operation, tuple[KerasTensor, ...]] | None = None
        self.reached: tuple[KerasModel, list[Step]] | None = None
        self.broken: tuple[Own, Node] | None = None  # the outermost own layer that was stopped
        self.is_inside = False  # an own layer, whose calls are being followed

    def name(self, kind: str) -> str:
        """`conv1d`, then `conv1d_1`: the class in snake case, numbered where it was used."""
        return numbered(snake_case(kind), self.uses)

    def classic_name(self, kind: str) -> str:
        """`conv1d_1`, then `conv1d_2`: Keras 2 numbered from 1."""
        name = snake_case(CLASSIC.get(kind, kind))
        self.classic_uses[name] = self.classic_uses.get(name, 0) + 1
        return f"{name}_{self.classic_uses[name]}"

    def rename(self, operation: Operation, name: str) -> None:
        """Call an operation otherwise, as `layer.name = name` does."""
        operation.name = operation.classic = name
        for model in self.models:
            if isinstance(model, Sequential) and operation in model.stack:
                model.names = {layer.name for layer in model.stack}

    def rename_weight(self, node: Node, name: str) -> None:
        """Call an own layer's weight by the name under which it is kept."""
        operation = node.operation
        assert operation.layer is not None
        operation.name = name
        operation.layer = operation.layer._replace(
            name=name, arguments={**operation.layer.arguments, "name": name}
        )

    def clear_names(self) -> None:
        """Number from the start, as after `clear_session()`."""
        self.uses.clear()
        self.classic_uses.clear()

    def operation(
        self, kind: str, layer: Layer | None, name: str | None = None, at: Place | None = None
    ) -> Operation:
        made = Operation(kind, name or self.name(kind), layer, at)
        made.classic = name or self.classic_name(kind)
        made.policy = self.policy
        return made

    def bare_name(self, kind: str) -> str:
        """The name of an operation that is no layer; numbered anew inside each own layer."""
        return numbered(snake_case(kind), self.bare_uses)

    def bare(self, kind: str, layer: Layer | None, at: Place | None = None) -> Operation:
        """An operation that is no layer, such as `a + b`."""
        made = Operation(kind, self.bare_name(kind), layer, at)
        made.classic, made.policy, made.is_layer = self.classic_name(kind), self.policy, False
        return made

    def weight(self, name: str, weight: Weight, at: Place | None) -> KerasTensor:
        """A weight that an own layer keeps, as a tensor that its calls read."""
        shape, trainable, dtype, *_ = weight
        given = {"name": name, "shape": shape, "trainable": trainable, "dtype": dtype}
        made = Operation("Weight", name, Layer(WEIGHT, given, name), at)
        made.is_layer = False
        return self._alone(made)

    def constant(self, tensor: Tensor, at: Place | None) -> KerasTensor:
        """Numbers that no input decides, as a tensor."""
        made = self.bare("Constant", None, at)
        made.layer = Layer(CONSTANT, {"shape": tensor.shape, "dtype": tensor.dtype}, made.name)
        return self._alone(made)

    def _alone(self, operation: Operation) -> KerasTensor:
        facts = self.facts(operation, ())
        return self._node(operation, (), facts.output, facts=facts).outputs[0]

    @contextmanager
    def inside(self, body: Body) -> Generator[None]:
        """What is called inside is a part of the body; bare operations are numbered anew there."""
        before = self.nodes, self.bare_uses, self.is_inside
        self.nodes, self.bare_uses, self.is_inside = [], {}, True
        try:
            yield
        finally:
            body.keep(self.nodes)
            self.nodes, self.bare_uses, self.is_inside = before

    def input(self, tensor: Tensor, name: str | None = None, at: Place | None = None) -> Operation:
        """A model's input of this shape, batch included."""
        return self._input(tensor, name or self.name("InputLayer"), name, at)

    def _input(
        self, tensor: Tensor, name: str, classic: str | None, at: Place | None = None
    ) -> Operation:
        layer = Layer(INPUT, {"shape": tensor.shape})
        made = Operation("InputLayer", name, layer, at)
        made.classic = classic or self.classic_name("InputLayer")
        self._node(made, (), tensor._replace(dtype=tensor.dtype or "float32"))
        return made

    def call(
        self, operation: Operation, inputs: Sequence[KerasTensor], told: Told = NOTHING
    ) -> Any:
        """The outputs of an operation on these tensors, in the structure that Keras gives them.

        Raises `LayerError` where it cannot take them.
        """
        if not inputs and not told:
            reason = say("it is called on what is not known")
            raise LayerError(Problem("unsupported", operation.at, operation.name, reason))
        try:
            if isinstance(operation, Sequential) and not operation.is_built:
                self.build(operation, inputs[0].tensor)
            self.failed = (operation, tuple(inputs))
            facts = self.facts(operation, tuple(x.tensor for x in inputs), told)
        except LayerError as error:
            if isinstance(operation, Own):
                self.broken = operation, self._node(operation, inputs, UNKNOWN, told)
            if isinstance(operation, Own) or (self.is_inside and operation.is_model):
                raise within(operation, error) from None
            raise
        self.failed = None
        if not operation.nodes:
            for hidden in HIDDEN.get(operation.kind, ()):
                self.name(hidden)
        return self._node(operation, inputs, facts.output, told, facts).result

    def _node(
        self,
        operation: Operation,
        inputs: Sequence[KerasTensor],
        output: Structure,
        told: Told = NOTHING,
        facts: Facts | None = None,
    ) -> Node:
        node = Node(operation, inputs, output, told, facts=facts)
        self.nodes.append(node)
        self._name_outputs(node)
        return node

    def _name_outputs(self, node: Node) -> None:
        for x in node.outputs:
            x.name = numbered("keras_tensor", self.bare_uses)

    def facts(
        self, operation: Operation, inputs: tuple[Tensor, ...], told: Told = NOTHING
    ) -> Facts:
        if (body := operation.body(inputs, told)) is not None:
            steps = self.run(body, inputs)
            return merged(body, [*steps, *self._beside(body, steps)])
        layer = operation.layer_told(told)
        if layer is None:
            reason = say(
                "{kind} has no rule yet, so what it gives is not known", kind=operation.kind
            )
            raise LayerError(Problem("unsupported", operation.at, operation.name, reason))
        expected = takes(layer)
        if expected is not None and len(inputs) > expected:
            reason = say(
                "it reads {expected:input|inputs}, and is given {given}",
                expected=expected,
                given=len(inputs),
            )
            raise LayerError(Problem("shape", operation.at, operation.name, reason))
        return self.recorder.facts(operation.name, layer, inputs, operation.policy, operation.at)

    def sequential(self, name: str | None = None, at: Place | None = None) -> Sequential:
        model = Sequential(name or self.name("Sequential"), at)
        model.classic = name or self.classic_name("Sequential")
        self.models.append(model)
        return model

    def add(self, model: Sequential, operation: Operation, rebuild: bool = True) -> None:
        """Put a layer on top; the first may bring the shape that the model reads.

        Keras builds the model anew each time, unless it is given all its layers at once.
        """
        if operation.name in model.names:
            reason = say(
                "two layers of one model cannot share the name `{name}`", name=operation.name
            )
            raise LayerError(Problem("name", operation.at, operation.name, reason))
        if operation.kind == "InputLayer":
            if model.order or model.stack:
                reason = say("an input can only come first in a Sequential model")
                raise LayerError(Problem("graph", operation.at, operation.name, reason))
            self._start(model, operation)
            return
        if not model.stack and not model.is_built and (shape := _brings(operation)) is not None:
            self._start(model, self._automatic_input(shape, operation))
            model.reads_as_model = isinstance(operation, KerasModel)
        if rebuild and model.builds:
            self._call_again(model)
        model.stack.append(operation)
        model.names.add(operation.name)
        if model.is_built:
            self._extend(model, operation)
            if rebuild:
                self.rebuild(model)

    def build(self, model: Sequential, x: Tensor) -> None:
        """Give a model that has none the input that it reads."""
        self._start(model, self._automatic_input(x, model.stack[0] if model.stack else model))
        for operation in model.stack:
            self._extend(model, operation)
        self.rebuild(model)

    def pop(self, model: Sequential) -> None:
        model.names.discard(model.stack.pop().name)
        if model.is_built:
            model.order.pop()
            self._call_again(model)
            self.rebuild(model)

    def _automatic_input(self, x: Tensor, first: Operation) -> Operation:
        return self._input(x, self.name("InputLayer"), f"{first.classic}_input", first.at)

    def _start(self, model: Sequential, operation: Operation) -> None:
        [node] = operation.nodes[-1:]
        model.inputs = model.outputs = node.result
        model.order = [(node, 0)]

    def _extend(self, model: Sequential, operation: Operation) -> None:
        inputs = tensors_in(model.outputs)
        outputs = self.call(operation, inputs)
        if isinstance(operation, Own) and not tensors_in(outputs):
            self.failed = operation, tuple(inputs)
            reason = say("it gives no tensor; does its `call` end with `return`?")
            raise LayerError(Problem("graph", operation.at, operation.name, reason))
        model.outputs = outputs
        model.order.append((operation.nodes[-1], -len(model.order)))

    def rebuild(self, model: Sequential) -> None:
        """Count the functional model that Keras makes of a stack.

        A model that is alone in the stack waits for a second layer.
        """
        if model.is_built and not (model.reads_as_model and len(model.stack) == 1):
            self.name("Functional")
            model.builds += 1

    def _call_again(self, model: Sequential) -> None:
        """Call every layer of the stack once more, as Keras does for each that is added.

        Of a stack that is very high only the numbers of the calls would tell, and they are left.
        """
        if len(model.stack) > HIGH:
            return
        for i, (node, depth) in enumerate(model.order[1:], 1):
            output = structured(node.result, {x: x.tensor for x in node.outputs})
            again = Node(
                node.operation, tensors_in(model.order[i - 1][0].result), output, node.told, node
            )
            self._name_outputs(again)
            model.order[i] = (again, depth)
        model.outputs = model.order[-1][0].result

    def functional(
        self, inputs: Any, outputs: Any, name: str | None = None, at: Place | None = None
    ) -> KerasModel:
        """The model between these tensors.

        Raises `LayerError` where an output does not come from the inputs.
        """
        model = KerasModel("Functional", name or self.name("Functional"), at)
        model.classic = name or self.classic_name("Functional")
        if not all(x.node.is_input for x in tensors_in(inputs)):
            inputs, outputs = self._from_within(inputs, outputs)
        model.inputs, model.outputs = inputs, outputs
        model.order = in_keras_order(tensors_in(inputs), tensors_in(outputs))
        _need_connected(model)
        self.models.append(model)
        return model

    def _from_within(self, inputs: Any, outputs: Any) -> tuple[Any, Any]:
        """Tensors inside a model become inputs of their own; what follows is called on those."""
        given = tensors_in(inputs)
        copies = {x: x if x.node.is_input else self._copied_input(x) for x in given}
        for node in walk(set(given), tensors_in(outputs))[0]:
            if node.is_input:
                copies |= zip(node.outputs, node.outputs)
                continue
            output = structured(node.result, {x: x.tensor for x in node.outputs})
            read = [copies[x] for x in node.inputs]
            again = self._node(node.operation, read, output, node.told)
            copies |= zip(node.outputs, again.outputs)
        return structured(inputs, copies), structured(outputs, copies)

    def _copied_input(self, x: KerasTensor) -> KerasTensor:
        operation = self._input(x.tensor, f"{x.name}CLONE", None, x.node.operation.at)
        return operation.nodes[0].outputs[0]

    def run(self, model: KerasModel, inputs: tuple[Tensor, ...]) -> list[Step]:
        """The model's calls when it reads these tensors."""
        expected = tensors_in(model.inputs)
        if len(inputs) != len(expected):
            reason = say(
                "it reads {expected:input|inputs}, and is given {given}",
                expected=len(expected),
                given=len(inputs),
            )
            raise LayerError(Problem("shape", model.at, model.name, reason))
        known: dict[KerasTensor, Tensor] = dict(zip(expected, inputs))
        steps: list[Step] = []
        for node, _ in model.order:
            if any(output in known for output in node.outputs):
                facts = Facts(known[node.outputs[0]])
            else:
                read = tuple(known.get(x, x.tensor) for x in node.inputs)
                self.reached = (model, steps)
                facts = node.known(read) or self.facts(node.operation, read, node.told)
            known |= zip(node.outputs, facts.outputs)
            steps.append(Step(node, tuple(known.get(x, x.tensor) for x in node.inputs), facts))
        return steps

    def _beside(self, body: KerasModel, steps: Iterable[Step]) -> Iterator[Step]:
        """The layers that an own layer keeps for their weights, and leaves others to call."""
        if not isinstance(body, Body):
            return
        inside = {part for step in steps for part in holding(step.node.operation)}
        for part in body.parts:
            if part not in inside and not part.is_model and part.nodes:
                yield self._as_it_was(part.nodes[0])

    def model(self, model: KerasModel, inputs: tuple[Tensor, ...] | None = None) -> Model:
        """What is to be said of a model, on its own inputs or on others."""
        own = tuple(x.tensor for x in tensors_in(model.inputs))
        given = own if inputs is None else inputs
        return self._model(model, self.run(model, given), set(), as_called=given == own)

    def _model(
        self,
        model: KerasModel,
        steps: Iterable[Step],
        seen: set[Operation],
        as_called: bool,
        read: Sequence[KerasTensor] = (),
    ) -> Model:
        """What is to be said of a model that reads these tensors of another."""
        calls: list[Call] = []
        results: dict[KerasTensor, Tensor] = {}
        for node, inputs, facts in steps:
            results |= zip(node.outputs, facts.outputs)
            calls.append(self._call(node, inputs, facts, seen, as_called))
        if isinstance(model, Sequential):
            calls = _with_unnamed_input(calls)
        given = [x for x in tensors_in(model.outputs) if x in results]
        entered = dict(zip(tensors_in(model.inputs), read))
        refused = self.failed[1] if self.failed else ()
        return Model(
            model.name, model.kind, "keras", tuple(calls), tuple(results[x] for x in given),
            model.is_chain, model.base, tuple(part.name for part in model.parts),
            trainable=model.trainable,
            gives=sources(given),
            reads=sources(entered[x] for x in results if x in entered),
            failing=sources(refused) if all(x in results for x in refused) else (),
        )  # fmt: skip

    def _call(
        self,
        node: Node,
        inputs: tuple[Tensor, ...],
        facts: Facts,
        seen: set[Operation],
        as_called: bool,
    ) -> Call:
        operation = node.operation
        reused = operation in seen
        inside = operation.inside
        if (body := operation.body(inputs, node.told)) is not None:
            inside = self._model(body, self.run(body, inputs), seen, as_called, node.inputs)
        seen.add(operation)
        return Call(
            operation.name,
            operation.layer_told(node.told) or as_layer(operation, self, node.told),
            inputs,
            facts,
            sources(node.inputs),
            operation.at,
            reused,
            operation.trainable,
            inside,
            shown_of(node, as_called),
        )

    def partial(self) -> tuple[KerasModel, Model]:
        """The model that was being read when reading stopped, and its calls up to there."""
        model, steps = self._stopped()
        return model, self._model(model, steps, set(), as_called=True)

    def _stopped(self) -> tuple[KerasModel, list[Step]]:
        """Stopped while a model was run on other inputs, or while one was being made."""
        if self.failed is None and self.broken is None and self.reached is not None:
            return self.reached
        model = self._under_way()
        return model, [self._as_it_was(node) for node, _ in model.order]

    def _under_way(self) -> KerasModel:
        """What an own model did, the Sequential model that did not take its next layer, or what
        led to a tensor."""
        stopped: list[tuple[Node, int]] = []
        inputs = self.failed[1] if self.failed else ()
        if self.broken is not None:
            own, node = self.broken
            if own.is_model and all(x.node.is_input for x in node.inputs):
                return own.body(tuple(x.tensor for x in node.inputs), node.told)
            inputs, stopped = node.inputs, [(node, -HIGH)]
        for model in reversed(self.models):
            if isinstance(model, Sequential) and (
                not inputs or tensors_in(model.outputs) == list(inputs)
            ):
                model.order += stopped
                return model
        model = KerasModel("Functional", "model", None)
        model.order = in_keras_order([], inputs) if inputs else [(node, 0) for node in self.nodes]
        model.order += stopped
        return model

    def _as_it_was(self, node: Node) -> Step:
        read = tuple(x.tensor for x in node.inputs)
        if node.is_input:
            return Step(node, read, Facts(node.outputs[0].tensor))
        return Step(node, read, self.facts(node.operation, read, node.told))


def within(operation: Operation, error: LayerError) -> LayerError:
    """The same error, of a layer inside this operation."""
    problem = error.problem
    if problem.layer == operation.name or not operation.name:
        return error
    return LayerError(problem._replace(layer=f"{operation.name}.{problem.layer}"))


def _with_unnamed_input(calls: list[Call]) -> list[Call]:
    """The calls of a stack that was given a shape and no input: its input is called `input`."""
    first = calls[0].path if calls and calls[0].is_input else ""
    if not first.startswith("input_layer"):
        return calls
    return [
        call._replace(
            path="input" if call.path == first else call.path,
            sources=tuple(
                source._replace(path="input") if source.path == first else source
                for source in call.sources
            ),
        )
        for call in calls
    ]


def sources(tensors: Iterable[KerasTensor]) -> tuple[Source, ...]:
    return tuple(Source(x.node.operation.name, x.node.number, x.index) for x in tensors)


def shown_of(node: Node, as_called: bool) -> Shown:
    """What Keras's summaries say of a call; of its outputs only where the shapes are Keras's."""
    operation = node.operation
    outputs = operation.nodes[-1].outputs if as_called else ()
    return Shown(
        node.number,
        tuple(x.tensor for x in outputs),
        operation.classic,
        node.classic,
        operation.is_layer,
        operation.is_model,
    )


CLASSIC = {"InputLayer": "Input", "Functional": "Model"}
"""The classes that Keras 2 had other names for."""
HIDDEN: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("MultiHeadAttention", "GroupQueryAttention"), ("Softmax", "Dropout")
)
"""What a layer makes for itself when it is first called; names are numbered past these."""
HIGH = 100
"""The layers of a Sequential model beyond which the calls that Keras repeats are not told."""


def as_layer(operation: Operation, graph: Graph, told: Told = NOTHING) -> Layer:
    """A model as a layer, for a layer around it."""

    def states(*inputs: Tensor) -> Facts:
        return graph.facts(operation, inputs, told)

    states.__doc__ = say("Runs the layers inside it, one after the other.").template
    return Layer(Rule(operation.kind, states), {}, operation.name)


def merged(model: KerasModel, steps: Iterable[Step]) -> Facts:
    """What a model says of itself as a whole."""
    weights: dict[str, Weight] = {}
    macs: Any = 0
    elementwise: Any = 0
    known: dict[KerasTensor, Tensor] = {}
    names, uses = dict[Operation, str](), dict[str, int]()
    for node, _, facts in steps:
        known |= zip(node.outputs, facts.outputs)
        if facts.weights and node.operation not in names:
            names[node.operation] = numbered(node.operation.name, uses)
        for name, weight in facts.weights.items():
            part = names[node.operation]
            path = part if node.operation.kind == "Weight" else f"{part}/{name}"
            learns = model.trainable and node.operation.trainable and weight.trainable
            weights[path] = weight._replace(trainable=learns)
        macs = None if macs is None or facts.macs is None else macs + facts.macs
        elementwise = elementwise + facts.elementwise
    return Facts(structured(model.outputs, known), weights, macs, elementwise)


def _need_connected(model: KerasModel) -> None:
    inputs = set(tensors_in(model.inputs))
    for node, _ in model.order:
        if node.is_input and not any(x in inputs for x in node.outputs):
            reason = say(
                "the model's outputs also depend on `{input}`, which is not among its inputs",
                input=node.operation.name,
            )
            raise LayerError(Problem("graph", model.at, model.name, reason))


def _brings(operation: Operation) -> Tensor | None:
    """The shape that the first layer of a Sequential model gives it."""
    if isinstance(operation, KerasModel) and operation.is_built:
        [x] = tensors_in(operation.inputs)[:1]
        return x.tensor
    first = operation.parts[0] if operation.parts else operation
    if first.input_shape is None:
        return None
    return Tensor(first.input_shape, first.input_dtype)


def numbered(name: str, uses: dict[str, int]) -> str:
    """The name, with the number of times that it was used before."""
    used = uses.get(name, 0)
    uses[name] = used + 1
    return f"{name}_{used}" if used else name


@cache
def snake_case(name: str) -> str:
    """`MaxPooling1D` in Keras's spelling: `max_pooling1d`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
