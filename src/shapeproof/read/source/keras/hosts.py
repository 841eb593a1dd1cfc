"""Keras's tensors, layers and models as values of a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import PerExample
from shapeproof.message import Place, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.keras.graph import KerasModel, KerasTensor, Operation, Sequential, tensors_in
from shapeproof.read.source.objects import Native
from shapeproof.read.source.values import Host, Raised, Unknown, Value
from shapeproof.rules.keras import legacy
from shapeproof.rules.rule import Shape, Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames

OPERATORS = {"+": "Add", "-": "Subtract", "*": "Multiply"}


class TensorHost(Host):
    """A tensor between two layers."""

    __slots__ = ("names", "tensor")

    def __init__(self, names: KerasNames, tensor: KerasTensor) -> None:
        self.names, self.tensor = names, tensor

    @property
    def kind(self) -> str:
        return "KerasTensor"

    def attribute(self, name: str, at: Place) -> Any:
        match name:
            case "shape" | "_keras_shape":
                return written_shape(self.tensor.tensor.shape)
            case "get_shape":
                return self.names.method(name, lambda: written_shape(self.tensor.tensor.shape))
            case "dtype":
                return self.tensor.tensor.dtype
            case "ndim":
                return len(self.tensor.tensor.shape)
            case "name":
                return self.tensor.node.operation.name
            case _:
                return Unknown(f"{self.written()}.{name}", at)

    def length(self, at: Place) -> Any:
        return Unknown(f"len({self.written()})", at)

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        kind = OPERATORS.get(op)
        if kind is None or not isinstance(other, TensorHost):
            raise unsupported(self.written(), say("`{op}` on a tensor", op=op), at)
        pair = (other, self) if reflected else (self, other)
        operation = self.names.make(kind, [], {}, at)
        operation.is_layer = False
        return self.names.apply(operation, list(pair))

    def item(self, index: Any, at: Place) -> Any:
        raise unsupported(self.written(), say("a part of a tensor"), at)

    def truth(self, at: Place) -> bool | None:
        return None

    def written(self) -> str:
        return self.tensor.node.operation.name


class OperationHost(Host):
    """A layer or a model."""

    __slots__ = ("names", "operation")

    def __init__(self, names: KerasNames, operation: Operation) -> None:
        self.names, self.operation = names, operation

    @property
    def kind(self) -> str:
        return self.operation.kind

    def written(self) -> str:
        return self.operation.name

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        given = [*args, *(v for k, v in kwargs.items() if k not in ("mask", "training"))]
        return self.names.apply(self.operation, given, at)

    def attribute(self, name: str, at: Place) -> Any:
        operation = self.operation
        layer = operation.layer
        match name:
            case "name":
                return operation.name
            case "trainable":
                return operation.trainable
            case "output" | "outputs" | "input" | "inputs" | "output_shape" | "input_shape":
                return self._ends(name, at)
            case "build":
                return self.names.method(name, self._build)
            case "count_params":
                return self.names.method(name, self._count_params)
            case "layer" if layer is not None and "layer" in layer.arguments:
                return Unknown(f"{self.written()}.layer", at)
            case _ if layer is not None and name in layer.arguments:
                return layer.arguments[name]
            case _ if layer is not None and name in layer.rule.defaults:
                return layer.rule.defaults[name]
            case _:
                return Unknown(f"{self.written()}.{name}", at)

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

    def _build(self, input_shape: Any = None, *_: Any, **__: Any) -> None:
        """Called on a layer by itself, it changes no model."""

    def _count_params(self) -> Any:
        if not self.operation.nodes:
            return Unknown(f"{self.written()}.count_params()")
        [*_, node] = self.operation.nodes
        inputs = tuple(x.tensor for x in node.inputs)
        return self.names.graph.facts(self.operation, inputs).params


class ModelHost(OperationHost):
    """A model, which has layers to be had by name and by number."""

    __slots__ = ()

    operation: KerasModel

    def attribute(self, name: str, at: Place) -> Any:
        model = self.operation
        match name:
            case "layers":
                return [self.names.host(part) for part in model.parts]
            case "get_layer":
                return self.names.method(name, self._layer)
            case "add" if isinstance(model, Sequential):
                return self.names.method(name, self._add)
            case "pop" if isinstance(model, Sequential):
                return self.names.method(name, lambda: self.names.graph.pop(model))
            case "fit" | "predict" | "evaluate" | "train_on_batch":
                return self.names.method(name, self._fit)
            case "summary" | "compile":
                return self.names.method(name, lambda *_, **__: None)
            case _:
                return super().attribute(name, at)

    def _tensors(self, incoming: bool) -> Any:
        if not self.operation.is_built:
            return None
        return self.operation.inputs if incoming else self.operation.outputs

    def _count_params(self) -> Any:
        if not self.operation.is_built:
            return super()._count_params()
        return self.names.graph.model(self.operation).totals.params

    def _layer(self, name: Any = None, index: Any = None) -> Any:
        parts = self.operation.parts
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

    def _build(self, input_shape: Any = None, *_: Any, **__: Any) -> None:
        model = self.operation
        shape = self.names.shape(input_shape)
        if isinstance(model, Sequential) and not model.is_built and model.stack and shape:
            self.names.graph.build(model, Tensor(shape))

    def _fit(self, x: Any = None, *_: Any, **__: Any) -> Any:
        shape = getattr(x, "shape", None)
        if isinstance(shape, tuple) and len(shape) > 1:
            self._build((None, *shape[1:]))
        return Unknown(f"{self.written()}.fit()", is_result=True)


def set_trainable(operation: Operation, value: bool) -> None:
    operation.trainable = value
    for part in operation.parts:
        set_trainable(part, value)


def written_shape(shape: Shape) -> tuple[Any, ...]:
    """A shape as Keras gives it to a program: None for the batch."""
    return tuple(None if isinstance(size, PerExample) else size for size in shape)


def unsupported(layer: str, what: Any, at: Place) -> LayerError:
    reason = say("{what} has no rule yet, so what it gives is not known", what=what)
    return LayerError(Problem("unsupported", at, layer, reason))


class Made(Value):
    """A class or function of Keras: called, it makes a value."""

    __slots__ = ("function", "name")

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name, self.function = name, function

    @property
    def kind(self) -> str:
        return "type"

    def attribute(self, name: str, at: Place) -> Any:
        return self.name if name == "__name__" else Unknown(f"{self.name}.{name}", at)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.function(args, kwargs, at)

    def has_instance(self, value: Any) -> bool:
        """What `isinstance(value, …)` gives."""
        if self.name == "Model":
            return isinstance(value, ModelHost)
        return isinstance(value, OperationHost) and value.kind == legacy.current(self.name)

    def written(self) -> str:
        return self.name


def method(names: KerasNames, name: str, function: Callable[..., Any]) -> Native:
    return Native(names.interpreter, name, lambda _, *args, **kwargs: function(*args, **kwargs))


def every(values: Iterable[Any]) -> list[Any]:
    """The values of nested lists, tuples and dicts, in Keras's order: a dict's by key."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, dict):
            found += every(value[key] for key in sorted(value))
        elif isinstance(value, list | tuple):
            found += every(value)
        else:
            found.append(value)
    return found
