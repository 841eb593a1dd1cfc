"""Keras's tensors, layers and models as values of a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import PerExample
from shapeproof.message import Place
from shapeproof.model import LayerError, Problem
from shapeproof.read.keras.graph import as_layer
from shapeproof.read.keras.nodes import KerasModel, Operation, Own, Sequential, tensors_in
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.keras.shapes import shapes_in, written_shape, written_shapes
from shapeproof.read.source.keras.tensors import TensorHost
from shapeproof.read.source.objects import Class, Instance, Native
from shapeproof.read.source.values import Host, Missing, Raised, Unknown
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.keras import legacy
from shapeproof.rules.rule import Layer, Tensor, Weight

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames

READ = ("inputs", "x", "sequences", "query", "value", "key", "initial_state")
"""Arguments of a call that hold tensors, in the order in which a layer reads them."""
BESIDE = ("training", "constants", "use_causal_mask")
SEVERAL = {
    **dict.fromkeys(("SimpleRNN", "GRU", "LSTM", "RNN", "Bidirectional"), 2),
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), 2),
    **dict.fromkeys(("SimpleRNNCell", "GRUCell", "LSTMCell", "StackedRNNCells"), 2),
    **dict.fromkeys(("MultiHeadAttention", "GroupQueryAttention"), 3),
}
"""How many tensors a layer reads that are given without a name, where it is more than one: a
recurrent layer or a cell its states, an attention its query, value and key."""


class OperationHost(Host):
    """A layer or a model."""

    built_for: tuple[Any, ...] | None = None  # the shape that it was told before it read anything
    is_inside = False  # another layer, which calls it

    def __init__(self, names: KerasNames, operation: Operation) -> None:
        self.names, self.operation = names, operation

    @property
    def kind(self) -> str:
        return self.operation.kind

    @property
    def keras_kind(self) -> str:
        """The class of Keras's own."""
        return self.operation.kind

    def written(self) -> str:
        return self.operation.name

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        told = self._told(kwargs)
        args = args[: SEVERAL.get(self.keras_kind, 1)]  # then come `training` and masks
        order = {name: i for i, name in enumerate(READ)}
        named = [key for key in kwargs if not key.endswith("mask") and key not in BESIDE]
        named.sort(key=lambda key: order.get(key, len(order)))
        given = [*args, *(kwargs[key] for key in named if key not in told)]
        return self.names.apply(self.operation, given, at, told)

    @property
    def tells(self) -> bool:
        """Whether it is known what it does when it is called."""
        return True

    def as_layer(self) -> Layer | None:
        """What it is to a layer around it; None where it has no rule."""
        self.is_inside = True
        if isinstance(self.operation, KerasModel):
            return as_layer(self.operation, self.names.graph)
        return self.operation.layer

    def _told(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """What a layer is told when it is called: `return_attention_scores=True`."""
        layer = self.operation.layer
        later = [] if layer is None else layer.rule.later.split()
        return {key: kwargs[key] for key in later if key in kwargs}

    def attribute(self, name: str, at: Place) -> Any:
        operation = self.operation
        layer = operation.layer
        match name:
            case "name":
                return operation.name
            case "trainable":
                return operation.trainable
            case "__class__":
                return self.names.maker(operation.kind)
            case "dtype" | "compute_dtype":
                return operation.policy.compute
            case "output" | "outputs" | "input" | "inputs" | "output_shape" | "input_shape":
                return self._ends(name, at)
            case "build":
                return self.names.method(name, self.build)
            case "count_params":
                return self.names.method(name, self._count_params)
            case "compute_output_shape":
                return self.names.method(name, self.compute_output_shape)
            case "quantize" | "enable_lora":
                from shapeproof.read.source.keras import adapting

                change = getattr(adapting, name)
                return self.names.method(name, partial(change, self.names, operation))
            case "get_output_at" | "get_input_at" | "get_output_shape_at" | "get_input_shape_at":
                return self.names.method(name, lambda index: self._at_call(name, index))
            case "get_initial_state" if layer is not None and "units" in layer.arguments:
                return self.names.method(name, partial(self._initial_state, layer))
            case "layer" | "backward_layer" if layer is not None and name in layer.arguments:
                return Unknown(f"{self.written()}.{name}", at)
            case "__name__":
                raise Missing(name)
            case _ if layer is not None and name in layer.arguments:
                return layer.arguments[name]
            case _ if layer is not None and name in layer.rule.defaults:
                return layer.rule.defaults[name]
            case _ if (weight := self._weights().get(name)) is not None:
                return Array(self.names.interpreter, weight.shape, weight.dtype or "float32")
            case _:
                return Unknown(f"{self.written()}.{name}", at)

    def compute_output_shape(self, input_shape: Any = None, *_: Any, **__: Any) -> Any:
        tensors = [Tensor(self.names.shapes.whole(shape)) for shape in shapes_in(input_shape)]
        return written_shapes(self.names.graph.facts(self.operation, tuple(tensors)).output)

    def _initial_state(self, layer: Layer, batch: Any = None, *_: Any, **given: Any) -> list[Array]:
        """What a recurrent layer or cell remembers at first, for a batch of this size."""
        batch = given.get("batch_size", given.get("inputs", batch))
        if isinstance(batch, TensorHost | Array):
            batch = batch.shape[0]
        sizes = (PerExample(1) if batch is None else batch, layer.arguments["units"])
        count = 2 if self.keras_kind.startswith("LSTM") else 1
        return [Array(self.names.interpreter, sizes, "float32") for _ in range(count)]

    def _weights(self) -> Mapping[str, Weight]:
        """The weights that it has, once it is known what it reads."""
        names, operation = self.names, self.operation
        if operation.layer is None:
            return {}
        if operation.nodes:
            [*_, node] = operation.nodes
            inputs = tuple(x.tensor for x in node.inputs)
            return names.graph.facts(operation, inputs, node.told).weights
        if self.built_for is None:
            return {}
        return names.graph.facts(operation, (Tensor(names.shapes.whole(self.built_for)),)).weights

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        if name == "trainable" and isinstance(value, bool):
            set_trainable(self.operation, value)
        elif name in ("name", "_name") and isinstance(value, str):
            self.names.graph.rename(self.operation, value)

    def _ends(self, name: str, at: Place) -> Any:
        """The tensors that go in or come out at its first call, or their shapes."""
        tensors = self._tensors(name.startswith("input"))
        if tensors is None:
            raise Raised("AttributeError", f"layer {self.written()!r} has never been called")
        if name.endswith("s"):
            return [TensorHost(self.names, x) for x in tensors_in(tensors)]
        if name.endswith("_shape"):
            shapes = [written_shape(x.tensor.shape) for x in tensors_in(tensors)]
            return shapes[0] if len(shapes) == 1 else shapes
        return self.names.hosts(tensors)

    def _tensors(self, incoming: bool) -> Any:
        nodes = self.operation.nodes
        if not nodes:
            return None
        [first, *_] = nodes
        if not incoming or first.is_input:
            return first.result
        return first.inputs[0] if len(first.inputs) == 1 else first.inputs

    def _at_call(self, name: str, index: Any) -> Any:
        """What went in or came out at one call."""
        nodes = self.operation.nodes
        if not isinstance(index, int) or not -len(nodes) <= index < len(nodes):
            raise Raised("ValueError", f"layer {self.written()!r} has no call {index}")
        node = nodes[index]
        tensors = node.result if "output" in name else node.inputs
        if "shape" in name:
            shapes = [written_shape(x.tensor.shape) for x in tensors_in(tensors)]
            return shapes[0] if len(shapes) == 1 else shapes
        hosts = self.names.hosts(tensors)
        return hosts[0] if isinstance(hosts, list) and len(hosts) == 1 else hosts

    def build(self, input_shape: Any = None, *_: Any, **__: Any) -> None:
        """Called on a layer by itself, it changes no model, but lets its weights be seen."""
        if isinstance(input_shape, list | tuple):
            self.built_for = tuple(input_shape)

    def _count_params(self) -> Any:
        if not self.operation.nodes:
            return Unknown(f"{self.written()}.count_params()")
        [*_, node] = self.operation.nodes
        inputs = tuple(x.tensor for x in node.inputs)
        return self.names.graph.facts(self.operation, inputs, node.told).params


class ModelHost(OperationHost):
    """A model, which has layers to be had by name and by number."""

    def attribute(self, name: str, at: Place) -> Any:
        model = self.operation
        match name:
            case "layers":
                return [self.names.host(part) for part in self._layers]
            case "get_layer":
                return self.names.method(name, self._layer)
            case "add" if isinstance(model, Sequential):
                return self.names.method(name, self._add)
            case "pop" if isinstance(model, Sequential):
                return self.names.method(name, lambda: self.names.graph.pop(model))
            case _ if name in RUNNING:
                return self.names.method(name, partial(self._run_on, name, at))
            case "input_shape" | "output_shape" if not model.is_built:
                return Unknown(f"{self.written()}.{name}", at)
            case "compile":
                return self.names.method(name, partial(self._compile, at))
            case "summary":
                return self.names.method(name, lambda *_, **__: None)
            case _:
                return OperationHost.attribute(self, name, at)

    def _tensors(self, incoming: bool) -> Any:
        model = self.operation
        if not isinstance(model, KerasModel):
            return OperationHost._tensors(self, incoming)
        if not model.is_built:
            return None
        return model.inputs if incoming else model.outputs

    def _count_params(self) -> Any:
        model = self.operation
        if not isinstance(model, KerasModel) or not model.is_built:
            return OperationHost._count_params(self)
        return self.names.graph.model(model).totals.params

    @property
    def _layers(self) -> list[Operation]:
        """Its parts without bare operations, as Keras lists them."""
        return [part for part in self.operation.parts if part.is_layer]

    def _layer(self, name: Any = None, index: Any = None) -> Any:
        parts = self._layers
        if isinstance(name, int):
            name, index = None, name
        if isinstance(index, int) and -len(parts) <= index < len(parts):
            return self.names.host(parts[index])
        for part in parts:
            if part.name == name:
                return self.names.host(part)
        raise Raised("ValueError", f"No such layer: {name}")

    def _add(self, layer: Any, *_: Any, **__: Any) -> None:
        assert isinstance(self.operation, Sequential)
        self.names.put_on(self.operation, layer)

    def build(self, input_shape: Any = None, *_: Any, **__: Any) -> None:
        self.start(input_shape)

    def start(self, shape: Any, dtype: str | None = None) -> None:
        """Give a Sequential model that has no input yet one of this shape, batch included."""
        model, names = self.operation, self.names
        if not isinstance(model, Sequential) or model.is_built or not model.stack:
            return
        if isinstance(shape, Unknown):
            shape = names.closed(names.open(shape, names.interpreter.here()), model)
        if not isinstance(shape, list | tuple) or not shape or isinstance(shape[-1], list | tuple):
            return
        try:
            names.graph.build(model, Tensor(names.shapes.whole(shape), dtype))
        except ArgumentError as error:
            at = names.interpreter.here()
            raise LayerError(Problem("argument", at, model.name, error.message)) from None

    def _compile(
        self,
        at: Place,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        *_: Any,
        auto_scale_loss: Any = True,
        **__: Any,
    ) -> None:
        from shapeproof.read.source.keras import losses
        from shapeproof.read.source.keras.optimizers import compiled

        halved = self.names.graph.policy.is_mixed and auto_scale_loss is not False
        self.operation.compiled = compiled(optimizer, halved)
        self.names.losses[self.operation] = losses.compiled(loss, at)

    def _run_on(self, name: str, at: Place, x: Any = None, *args: Any, **given: Any) -> Any:
        """`fit(x, y)`, `predict(x)` and their like."""
        x = given.get("x", x)
        self.start(batches(x), "float32")
        named = dict(zip(ORDER.get(name, ()), args))
        self._look_at(x, {**named, **given}, at)
        return Unknown(f"{self.written()}.{name}()", at, is_result=True)

    def _look_at(self, x: Any, given: Mapping[str, Any], at: Place) -> None:
        from shapeproof.read.source.keras.fitting import first_of, looked_at
        from shapeproof.read.source.keras.pipelines import Dataset

        pairs = [first_of(x.element) if isinstance(x, Dataset) else (x, given.get("y"))]
        held_out = given.get("validation_data")
        if isinstance(held_out, list | tuple) and len(held_out) == 2:
            pairs.append((held_out[0], held_out[1]))
        for one, wanted in pairs:
            looked_at(self.names, self.operation, one, wanted, given.get("batch_size"), at)


ORDER = {
    "fit": ("y", "batch_size"),
    "evaluate": ("y", "batch_size"),
    "train_on_batch": ("y",),
    "test_on_batch": ("y",),
}
"""What comes after `x`, without a name."""
RUNNING = (
    *("fit", "predict", "evaluate", "train_on_batch", "fit_generator", "predict_on_batch"),
    *("test_on_batch", "predict_generator"),
)


def batches(data: Any) -> Any:
    """The shapes of what a model is trained on, batch first."""
    from shapeproof.read.source.keras.pipelines import Dataset

    match data:
        case Dataset():
            x = data.element[0] if isinstance(data.element, tuple) else data.element
            return batches(x)
        case Array() if len(data.shape) > 1:
            return (None, *data.shape[1:])
        case dict():
            return {key: batches(part) for key, part in data.items()}
        case list() | tuple():
            return [batches(part) for part in data]
        case _:
            return None


def set_trainable(operation: Operation, value: bool) -> None:
    operation.trainable = value
    for node in operation.weights if isinstance(operation, Own) else ():
        node.operation.trainable = value
    for part in operation.parts:
        set_trainable(part, value)


class Made(Host):
    """A class or function of Keras: called, it makes a value."""

    __slots__ = ("function", "name", "names")

    def __init__(self, names: KerasNames, name: str, function: Callable[..., Any]) -> None:
        self.names, self.name, self.function = names, name, function

    @property
    def kind(self) -> str:
        return "type"

    def attribute(self, name: str, at: Place) -> Any:
        if name in ("__name__", "__qualname__"):
            return self.name
        return Unknown(f"{self.name}.{name}", at)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.function(args, kwargs, at)

    def instance(self, cls: Class) -> Instance:
        from shapeproof.read.source.keras import own

        return own.instance(self.names, cls, self)

    def member(self, instance: Any, name: str, at: Place) -> Any:
        return instance.inherit(name, at)

    def set_member(self, instance: Any, name: str, value: Any, at: Place) -> bool:
        return bool(instance.receive(name, value, at))

    def has_instance(self, value: Any) -> bool:
        """What `isinstance(value, …)` gives."""
        if isinstance(value, Instance) and self in value.cls.mro:
            return True
        if self.name in ("Layer", "Wrapper"):
            return isinstance(value, OperationHost)
        if self.name in ("Model", "Functional"):
            return isinstance(value, ModelHost)
        return isinstance(value, OperationHost) and value.kind == legacy.current(self.name)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if op not in ("==", "!=") or not isinstance(other, Made):
            return NotImplemented
        return (legacy.current(other.name) == legacy.current(self.name)) is (op == "==")

    def written(self) -> str:
        return self.name


def method(names: KerasNames, name: str, function: Callable[..., Any]) -> Native:
    return Native(names.interpreter, name, lambda _, *args, **kwargs: function(*args, **kwargs))
