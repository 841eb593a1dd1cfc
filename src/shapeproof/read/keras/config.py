"""Keras's configs, as `get_config()` and `to_json()` give them: Keras 3's, and those of Keras 2.

A config is read as data.  What it names beside Keras's own (functions, classes) is named, and
never loaded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from shapeproof.message import Note, ReadError, say
from shapeproof.model import AS_IT_COMES, LayerError, Model, Problem
from shapeproof.read.keras import calling, operations, settings
from shapeproof.read.keras.calls import Called, Reference, called, ends, references_in, replaced
from shapeproof.read.keras.graph import Graph, as_layer
from shapeproof.read.keras.inputs import read_on
from shapeproof.read.keras.nodes import (
    KerasModel,
    KerasTensor,
    Node,
    Operation,
    Sequential,
    tensors_in,
)
from shapeproof.read.keras.order import in_keras_order
from shapeproof.read.keras.settings import Saved, Sizes
from shapeproof.read.keras.stated import Stated
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.keras import FAMILIES
from shapeproof.rules.operands import Bound
from shapeproof.rules.rule import UNKNOWN, Layer, Tensor, Weight, flat

Kept = Callable[[Sequence[str]], Mapping[str, Weight]]
"""The weights of the layer at a path, the names of the models around it first."""
Gives = Callable[[], Any]
"""What the model around one states of its outputs; asked only where that tells something new."""
OPEN = ("Lambda", *FAMILIES["foreign"].split())
"""Layers whose rules cannot tell what comes out, since that is written elsewhere."""
ENDS = ("input_layers", "output_layers")
CALLS = 20_000
"""The most calls of layers that a model may come to, those in models inside it each time."""
DEEP = 40
"""How deep models may lie in models."""


def read(
    config: Any,
    inputs: tuple[Tensor, ...] = (),
    kept: Kept | None = None,
    training: Any = None,
) -> Model:
    """The model of a config; `inputs` are the shapes that it shall read instead of its own.

    `kept` tells the weights of layers whose rules do not, and `training` how the model is trained,
    as far as something beside the config says so.  Raises `ReadError` where it is no config of a
    model.
    """
    whole = _whole(config)
    model = model_of(Configs(kept), lambda configs: configs.model(whole), inputs)
    training = training or whole.get("compile_config")
    if not training:
        return model
    from shapeproof.read.keras.training import of_config

    policy = settings.policy(Saved.of(whole).config.get("dtype"))
    return model._replace(compiled=of_config(training, policy))


def _whole(config: Any) -> Any:
    """A config with its class, which `get_config()` leaves out."""
    if isinstance(config, dict) and "class_name" not in config and "layers" in config:
        kind = "Functional" if "input_layers" in config else "Sequential"
        return {"class_name": kind, "config": config}
    return config


def model_of(
    configs: Configs, make: Callable[[Configs], KerasModel], inputs: tuple[Tensor, ...]
) -> Model:
    """The model that is made, or as much of it as there is before what is wrong with it."""
    graph = configs.graph
    try:
        found = make(configs)
        model = read_on(graph, found, inputs)
    except LayerError as error:
        model = graph.partial()[1]._replace(problems=(error.problem,))
    except RecursionError:
        raise ReadError(say("its models and layers lie too deep in one another")) from None
    return model._replace(notes=tuple(configs.notes))


class Configs:
    """Layers and models made of configs, all in one graph."""

    def __init__(self, kept: Kept | None = None) -> None:
        self.kept = kept
        self.graph = Graph()
        self.sizes = Sizes()
        self.notes: list[Note] = []
        self.stated: dict[Operation, Stated] = {}
        self.saved: dict[Operation, Saved] = {}
        self.calls: dict[Operation, int] = {}  # of all layers inside a model
        self.paths: dict[Operation, tuple[str, ...]] = {}
        self._around: list[str] = []  # the names of the models that are being made

    # Making

    def model(self, data: Any) -> KerasModel:
        """The model of a config, and the models inside it."""
        made = self.operation(data)
        if isinstance(made, KerasModel):
            return made
        kind = Saved.of(data).kind
        raise ReadError(
            say(
                "{kind} is a class of its author's own, and how it calls its layers is not in "
                "this file; give its source, or the live model to shapeproof.explain",
                kind=kind,
            )
        )

    def operation(self, data: Any, gives: Gives = tuple) -> Operation:
        """A layer, a model or an input, as its config has it; `gives` tells what is stated of a
        model's outputs."""
        saved = Saved.of(data)
        if isinstance(saved.config.get("layers"), list):
            made: Operation = self._model(saved, gives)
        elif saved.kind == "InputLayer":
            made = self._input(saved)
        else:
            made = self.layer(saved)
        made.trainable = saved.config.get("trainable") is not False
        return made

    def _input(self, saved: Saved) -> Operation:
        config, name = saved.config, saved.name or "input"
        shape = config.get("batch_shape", config.get("batch_input_shape"))
        dtype = config.get("dtype")
        sizes = self.sizes.shape(shape, name)
        return self.graph.input(Tensor(sizes, dtype if isinstance(dtype, str) else None), name)

    def layer(self, saved: Saved) -> Operation:
        """A layer; what has no rule gives what is stated of it."""
        made = self.graph.operation(saved.kind, None, saved.name)
        made.is_layer = saved.is_layer
        made.policy = settings.policy(saved.config.get("dtype"))
        if saved.is_layer:
            made.layer = self._ruled(saved, made.name)
            self._brought(made, saved)
        self.saved[made] = saved
        self.paths[made] = (*self._around[1:], made.name)
        return made

    def _ruled(self, saved: Saved, name: str) -> Layer | None:
        policy = settings.policy(saved.config.get("dtype"))
        try:
            layer = settings.layer(saved, self._inside)
            return layer and policy.applied(layer)
        except ArgumentError as error:
            raise LayerError(Problem("argument", None, name, error.message)) from None

    def _inside(self, saved: Saved) -> Layer | None:
        """What a layer is wrapped around."""
        if isinstance(saved.config.get("layers"), list):
            return as_layer(self._model(saved), self.graph)
        return self._ruled(saved, saved.name or saved.kind)

    def _brought(self, made: Operation, saved: Saved) -> None:
        """The shape that the first layer of a Sequential model has in Keras 2."""
        shape = saved.config.get("batch_input_shape")
        if shape is not None:
            made.input_shape = self.sizes.shape(shape, made.name)
            made.input_dtype = made.policy.compute

    def _model(self, saved: Saved, gives: Gives = tuple) -> KerasModel:
        if len(self._around) >= DEEP:
            raise ReadError(say("its models and layers lie too deep in one another"))
        self._around.append(saved.name or saved.kind)
        try:
            if "input_layers" in saved.config:
                return Functional(self, saved, gives).model()
            return self._sequential(saved, gives)
        finally:
            self._around.pop()

    def _sequential(self, saved: Saved, gives: Gives) -> Sequential:
        model = self.graph.sequential(saved.name)
        layers = [self.operation(data) for data in saved.config["layers"]]
        self.calls[model] = self.count(layers)
        for layer, following in zip(layers, [*layers[1:], None]):
            self._state_next(model, layer, following, gives)
            self.graph.add(model, layer, rebuild=False)
        shape = saved.config.get("build_input_shape")
        if not model.is_built and isinstance(shape, list | tuple):
            self.graph.build(model, Tensor(self.sizes.shape(shape, model.name)))
        return model

    def _state_next(
        self, model: Sequential, layer: Operation, following: Operation | None, gives: Gives
    ) -> None:
        """What a layer without a rule gives is what the one behind it was built for, or what the
        model gives."""
        if layer.layer is not None or isinstance(layer, KerasModel):
            return
        saved = self.saved.get(following) if following else None
        shape = saved.build.get("input_shape") if saved else None
        output = UNKNOWN if following else gives()
        if shape is not None:
            output = self.sizes.tensors(shape, layer.name)
        self.state(layer, tensors_in(model.outputs), output)

    # Calling

    def count(self, layers: Iterable[Operation]) -> int:
        """How many calls these come to, with those of the models among them.

        Raises `ReadError` for too many: models called again and again multiply.
        """
        calls = sum(self.calls.get(layer, 1) for layer in layers)
        if calls > CALLS:
            raise ReadError(say("it calls more than {most} layers", most=CALLS))
        return calls

    def state(self, operation: Operation, inputs: Sequence[KerasTensor], output: Any) -> None:
        """Keep what a layer without a rule gives here."""
        if operation not in self.stated:
            kept = self.kept(self.paths[operation]) if self.kept and operation.is_layer else {}
            self.stated[operation] = Stated(operation.kind, kept)
        stated = self.stated[operation]
        stated.give(tuple(x.tensor for x in inputs), output)
        operation.layer = stated.layer(operation.name)

    def _operation(
        self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Bound | None:
        """What a call of an operation that is no layer means, where a rule says it."""
        if operation.is_layer and operation.kind not in operations.WRAPPED:
            return None
        found = operations.bound(self.saved[operation], args, kwargs, _is_tensor)
        if found is not None:
            operation.layer = found.layer
            if operation.kind not in operations.ACTIVATIONS:
                operation.policy = AS_IT_COMES
        return found

    def call(
        self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any], output: Any
    ) -> Node:
        """One call; `output` is what is stated of it, for a layer whose rule cannot tell."""
        told: dict[str, Any] = {}
        tensors = calling.reads(None, args, kwargs, tensors_in)
        found = self._operation(operation, args, kwargs)
        if isinstance(operation, KerasModel):
            tensors = [x for one in args[:1] or kwargs.values() for x in tensors_in(one)]
        elif operation in self.stated or is_open(operation, output):
            self.state(operation, tensors, output)
        elif found is not None:
            tensors = found.reads
        elif operation.layer is not None:
            told = calling.told(operation.layer, kwargs)
            tensors = calling.reads(operation.layer, args, kwargs, tensors_in)
        self.graph.call(operation, tensors, told)
        return operation.nodes[-1]


def _is_tensor(value: Any) -> bool:
    return isinstance(value, KerasTensor)


def is_open(operation: Operation, output: Any) -> bool:
    """Whether a layer gives what is stated of it, for want of a rule that tells."""
    layer = operation.layer
    return layer is None or (layer.rule.name in OPEN and output != UNKNOWN)


class Functional:
    """A functional model: its layers by name, and their calls, each when what it reads is there."""

    def __init__(self, configs: Configs, saved: Saved, gives: Gives) -> None:
        self.configs, self.config = configs, saved.config
        self.name = saved.name or configs.graph.name("Functional")
        self.layers: dict[str, Operation] = {}
        self.calls: dict[str, list[Called]] = {}
        self.nodes: dict[tuple[str, int], Node] = {}
        names = [Saved.of(data).name or "?" for data in self.config["layers"]]
        known = frozenset(names)
        calls = [
            [called(call, name, known) for call in calls_of(data)]
            for data, name in zip(self.config["layers"], names)
        ]
        self.ends = [ends(self.config.get(key), self.name) for key in ENDS]
        self.references = [one for some in calls for call in some for one in call.references]
        for data, name, some in zip(self.config["layers"], names, calls):
            self._make(data, partial(self._first_given, name), some)
        self.is_modern = any(
            isinstance(call, dict) and "args" in call
            for data in self.config["layers"]
            for call in calls_of(data)
        )
        self.first = {} if self.is_modern else self._first_calls()
        self.stated = self._all_stated(gives)

    def _make(self, data: Any, gives: Gives, calls: list[Called]) -> None:
        made = self.configs.operation(data, gives)
        if made.name in self.layers:
            raise ReadError(say("two layers of one model are called {name}", name=made.name))
        self.layers[made.name], self.calls[made.name] = made, calls
        if made.kind == "InputLayer":
            self.nodes[made.name, 0] = made.nodes[-1]

    def _first_calls(self) -> Mapping[str, int]:
        """The number of each model's first call: in Keras 2 the making of a model is a call."""
        first: dict[str, int] = {}
        for one in (*self.references, *references_in(self.ends)):
            if isinstance(self.layers.get(one.layer), KerasModel):
                first[one.layer] = min(one.call, first.get(one.layer, one.call))
        return first

    def _first_given(self, name: str) -> Any:
        """What is stated of a layer's first call."""
        read = {one.output: one for one in self.references if (one.layer, one.call) == (name, 0)}
        return together(
            {output: self._shaped(one) for output, one in read.items() if one.shape is not None}
        )

    def _shaped(self, one: Reference) -> Tensor:
        sizes = self.configs.sizes.shape(one.shape, one.layer)
        return Tensor(sizes, one.dtype if isinstance(one.dtype, str) else None)

    def _all_stated(self, gives: Gives) -> Mapping[tuple[str, int], dict[int, Tensor]]:
        """The shapes that Keras 3 keeps of all that is read; and of this model's outputs, if it is
        read itself."""
        stated: dict[tuple[str, int], dict[int, Tensor]] = {}
        for one in self.references:
            known = stated.setdefault((one.layer, one.call), {})
            if one.shape is not None and one.output not in known:
                known[one.output] = self._shaped(one)
        given = list(references_in(self.ends[1]))
        is_open = any(self._is_open(one.layer) for one in given)
        for one, x in zip(given, flat(gives()) if is_open else ()):
            stated.setdefault((one.layer, one.call), {}).setdefault(one.output, x)
        return stated

    def _is_open(self, name: str) -> bool:
        layer = self.layers.get(name)
        return layer is not None and layer.layer is None and not isinstance(layer, KerasModel)

    def model(self) -> KerasModel:
        """The model, once all is called.

        Raises `ReadError` where a call reads what never comes.
        """
        total = self.configs.count(
            self.layers[name] for name, calls in self.calls.items() for _ in calls
        )
        self._run()
        inputs, outputs = (
            pruned(replaced(end, lambda one: self._tensor(one, self._at_end(one))))
            for end in self.ends
        )
        if not tensors_in(inputs):
            raise ReadError(say("{name} has no inputs", name=self.name))
        model = self.configs.graph.functional(inputs, outputs, self.name)
        self._with_unknown_outputs(model)
        self.configs.calls[model] = total
        return model

    def _run(self) -> None:
        waiting: dict[tuple[str, int], list[str]] = {}
        done = dict.fromkeys(self.calls, 0)
        todo = deque(self.calls)
        while todo:
            name = todo.popleft()
            calls = self.calls[name]
            while done[name] < len(calls):
                read = (self._place(one) for one in calls[done[name]].references)
                missing = next((place for place in read if place not in self.nodes), None)
                if missing is not None:
                    waiting.setdefault(missing, []).append(name)
                    break
                self.nodes[name, done[name]] = self._call(name, done[name], calls[done[name]])
                todo.extend(waiting.pop((name, done[name]), ()))
                done[name] += 1
        for (absent, _), waiters in waiting.items():
            raise ReadError(
                say(
                    "{layer} reads what {missing} never gives: it is not there, or reads {layer} "
                    "in its turn",
                    layer=waiters[0],
                    missing=absent,
                )
            )

    def _call(self, name: str, number: int, call: Called) -> Node:
        stated = self.stated.get((name, number), {})
        args, kwargs = replaced((call.args, call.kwargs), self._tensor)
        node = self.configs.call(self.layers[name], args, kwargs, together(stated))
        if self.layers[name] in self.configs.stated:
            for x, index in zip(node.outputs, sorted(stated)):
                x.index = index
        return node

    def _place(self, one: Reference) -> tuple[str, int]:
        return one.layer, one.call - self.first.get(one.layer, 0)

    def _at_end(self, one: Reference) -> tuple[str, int]:
        """Keras 3 counts the making of a functional model as a call here, and only here."""
        operation = self.layers.get(one.layer)
        is_made = isinstance(operation, KerasModel) and not isinstance(operation, Sequential)
        return (one.layer, one.call - 1) if is_made and self.is_modern else self._place(one)

    def _tensor(self, one: Reference, place: tuple[str, int] | None = None) -> KerasTensor | None:
        """What a call gave; None where nobody knows what that is."""
        node = self.nodes.get(place or self._place(one))
        found = next((x for x in node.outputs if x.index == one.output), None) if node else None
        if found is None and (node is None or node.outputs or place is None):
            raise ReadError(
                say("output {i} of call {n} of {layer} is read, and is not there",
                    i=one.output, n=one.call, layer=one.layer)
            )  # fmt: skip
        return found

    def _with_unknown_outputs(self, model: KerasModel) -> None:
        """Put calls behind all others whose outputs are the model's, and not known."""
        unknown = [node for node in self.nodes.values() if not node.outputs]
        if unknown:
            read = [x for node in unknown for x in node.inputs]
            known = [*tensors_in(model.outputs), *read]
            model.order = in_keras_order(tensors_in(model.inputs), known)
            model.order += [(node, -1 - i) for i, node in enumerate(unknown)]


def calls_of(data: Any) -> list[Any]:
    calls = data.get("inbound_nodes") or []
    return calls if isinstance(calls, list) else []


def together(stated: Mapping[int, Tensor]) -> Any:
    """Outputs as a layer gives them: one by itself, several side by side."""
    if list(stated) == [0]:
        return stated[0]
    return tuple(stated[index] for index in sorted(stated))


def pruned(tensors: Any) -> Any:
    """The same structure without what is not known."""
    match tensors:
        case dict():
            return {key: pruned(one) for key, one in tensors.items() if one is not None}
        case list() | tuple():
            return tuple(pruned(one) for one in tensors if one is not None)
        case None:
            return ()
        case _:
            return tensors
