"""Keras's vocabulary: whatever way a source imports it, one name means one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Name, PerExample
from shapeproof.message import Place, say
from shapeproof.model import LayerError, Policy, Problem
from shapeproof.read.keras.graph import (
    Graph,
    KerasModel,
    KerasTensor,
    Operation,
    Sequential,
    as_layer,
)
from shapeproof.read.source.keras.hosts import (
    Made,
    ModelHost,
    OperationHost,
    TensorHost,
    every,
    method,
)
from shapeproof.read.source.values import Unknown, Value, size_of, written
from shapeproof.read.source.vocabulary import Vocabulary
from shapeproof.rules import keras as rules
from shapeproof.rules.arguments import ArgumentError, bind, checked, choices_of
from shapeproof.rules.arithmetic.axes import SPATIAL
from shapeproof.rules.keras import legacy
from shapeproof.rules.rule import Rule, Shape, Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

ROOTS = ("tensorflow.keras", "tensorflow.python.keras", "tf.keras", "tf_keras", "keras")
MODULES = (
    *("keras", "layers", "models", "optimizers", "losses", "activations", "callbacks"),
    *("applications", "regularizers", "initializers", "metrics", "datasets"),
)
COMMON = ("name", "trainable", "dtype", "autocast", "dynamic", "weights")
SHAPES = ("input_shape", "batch_input_shape", "batch_shape", "input_dim", "batch_size")


class KerasNames(Vocabulary):
    """Keras, as a source may name it; what the source makes goes into `graph`."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.interpreter: Interpreter
        self._hosts: dict[Any, OperationHost] = {}
        self._unsized: set[str] = set()

    # The vocabulary's side

    def attach(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter

    def resolve(self, dotted: str) -> Any | None:
        root = next((root for root in ROOTS if f"{dotted}.".startswith(f"{root}.")), None)
        if root is None:
            return None
        inner, _, last = dotted.removeprefix(root).strip(".").rpartition(".")
        if "applications" in inner.split(".") or "datasets" in inner.split("."):
            return None
        return self._value(last)

    def star(self, dotted: str) -> Iterable[str]:
        if not any(f"{dotted}.".startswith(f"{root}.") for root in ROOTS):
            return ()
        return [*rules.FAMILY, *legacy.ALIASES, *legacy.FUNCTIONS, *self._makers()]

    def bare(self, name: str) -> Any | None:
        if name in MODULES:
            dotted = "keras" if name == "keras" else f"keras.{name}"
            return self.interpreter.module(dotted)
        if name in ("tf", "K"):
            return self.interpreter.module({"tf": "tensorflow", "K": "keras.backend"}[name])
        return None if name in legacy.FUNCTIONS else self._value(name)

    def _value(self, name: str) -> Value | None:
        """What a name under Keras means, wherever it stands there."""
        now = legacy.current(name)
        if now in rules.FAMILY:
            return Made(name, lambda a, k, at: self.host(self.make(name, a, k, at)))
        if name in legacy.FUNCTIONS:
            return Made(name, lambda a, k, at: self._joined(legacy.FUNCTIONS[name], a, k, at))
        return self._makers().get(name)

    def _makers(self) -> dict[str, Value]:
        return {
            "Input": Made("Input", lambda a, k, at: self._input(a, k, at)),
            "InputLayer": Made("InputLayer", lambda a, k, at: self._input_layer(a, k, at)),
            "Sequential": Made("Sequential", lambda a, k, at: self._sequential(a, k, at)),
            "Model": Made("Model", lambda a, k, at: self._functional(a, k, at)),
            "Functional": Made("Functional", lambda a, k, at: self._functional(a, k, at)),
            "merge": Made("merge", lambda a, k, at: self._merged(a, k, at)),
            "image_data_format": Made("image_data_format", lambda *_: "channels_last"),
            "image_dim_ordering": Made("image_dim_ordering", lambda *_: "tf"),
            "int_shape": Made("int_shape", lambda a, k, at: a[0].attribute("shape", at)),
            "is_keras_tensor": Made(
                "is_keras_tensor", lambda a, k, at: isinstance(a[0], TensorHost)
            ),
            **dict.fromkeys(
                ("set_global_policy", "set_dtype_policy", "set_policy"),
                Made("set_global_policy", lambda a, k, at: self._policy(*a, *k.values())),
            ),
            **dict.fromkeys(
                ("Policy", "DTypePolicy"),
                Made("DTypePolicy", lambda a, k, at: next(iter((*a, *k.values())), None)),
            ),
            "clear_session": Made("clear_session", lambda *_: self.graph.clear_names()),
        }

    # Making

    def make(
        self, written_as: str, args: Sequence[Any], kwargs: dict[str, Any], at: Place
    ) -> Operation:
        """The layer that a call such as `Conv1D(7, kernel_size=40)` makes."""
        kind = legacy.current(written_as)
        rule = rules.rule(kind)
        assert rule is not None
        known = (*rule.parameters, *rule.beside.split())
        kwargs = legacy.modern(kind, kwargs, known)
        common = {key: kwargs.pop(key) for key in COMMON if key in kwargs and key not in known}
        shape = self._brought(rule, kwargs, known, common)
        name = common.get("name")
        operation = self.graph.operation(kind, None, None if name is None else text(name), at)
        args = self._positional(written_as, args, kwargs)
        try:
            bound = bind(rule, args, kwargs)
            values = {key: self._argument(rule, key, v, at) for key, v in bound.items()}
            operation.layer = checked(rule, values)._replace(name=operation.name)
        except ArgumentError as error:
            problem = Problem("argument", at, operation.name, error.message)
            raise LayerError(problem) from None
        if isinstance(common.get("trainable"), bool):
            operation.trainable = common["trainable"]
        dtype = common.get("dtype")
        if isinstance(dtype, str):
            operation.policy = Policy.named(dtype)
        operation.input_shape = shape
        operation.input_dtype = operation.policy.compute if shape is not None else None
        return operation

    def _positional(
        self, written_as: str, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Sequence[Any]:
        """Keras 1 gave the sides of a kernel one by one: `Convolution2D(32, 3, 3)`."""
        if written_as in ("Convolution2D", "Convolution3D", "AtrousConvolution2D"):
            rank = 3 if "3D" in written_as else 2
            if len(args) > rank and all(isinstance(arg, int) for arg in args[: rank + 1]):
                return (args[0], tuple(args[1 : rank + 1]), *args[rank + 1 :])
        return args

    def _brought(
        self,
        rule: Rule,
        kwargs: dict[str, Any],
        known: tuple[str, ...],
        common: dict[str, Any],
    ) -> Shape | None:
        """The input shape, batch included, that a first layer brings, in any of its spellings."""
        given = {key: kwargs.pop(key) for key in SHAPES if key in kwargs and key not in known}
        length = kwargs.pop("input_length", None) if "input_length" not in known else None
        batch = given.get("batch_size")
        if rule.name == "Embedding" and length is None:
            length = kwargs.get("input_length")
        for key in ("batch_input_shape", "batch_shape"):
            if key in given:
                return self.shape(given[key])
        if "input_shape" in given:
            return self.shape((batch, *self._as_tuple(given["input_shape"])))
        if "input_dim" in given:
            inner = (
                (given["input_dim"],)
                if rule.name == "Dense" and length is None
                else (
                    length,
                    given["input_dim"],
                )
            )
            return self.shape((batch, *inner))
        if rule.name == "Embedding" and (length is not None or "input_length" in kwargs):
            return self.shape((batch, *(length if isinstance(length, tuple) else (length,))))
        return None

    def _as_tuple(self, shape: Any) -> tuple[Any, ...]:
        if isinstance(shape, list | tuple):
            return tuple(shape)
        if isinstance(shape, Unknown):
            return (shape,)
        reason = say(
            "a shape is a tuple such as ({value},), with its comma, not {value}",
            value=written(shape),
        )
        raise ArgumentError(reason)

    def _argument(self, rule: Rule, key: str, value: Any, at: Place) -> Any:
        """A value of the source as a rule takes it."""
        if rule.is_quantity(key):
            return quantity(value)
        match value:
            case ModelHost():
                return as_layer(value.operation, self.graph)
            case OperationHost() if value.operation.layer is not None:
                if rule.kind(key) == "Activation":
                    return value.operation.kind
                return value.operation.layer
            case str() if choices_of(rule, key):
                return value.lower()
            case int() if rule.kind(key) == "bool" and value in (0, 1):
                return bool(value)
            case Value() if rule.kind(key) == "Activation":
                return value.written().rpartition(".")[2]
            case Unknown() if key in rule.defaults:
                default = rule.defaults[key]
                self.interpreter.note(
                    say("assumed `{what}` is {value}", what=value.text, value=repr(default)), at
                )
                return default
            case list() | tuple():
                return tuple(quantity(one) for one in value)
            case _:
                return value

    def _input(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> TensorHost:
        operation = self._input_layer(args, kwargs, at).operation
        return TensorHost(self, operation.nodes[0].outputs[0])

    def _input_layer(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> OperationHost:
        names = ("shape", "batch_size", "dtype", "sparse", "batch_shape", "name")
        given = {**dict(zip(names, args)), **kwargs}
        name = text(given["name"]) if given.get("name") is not None else None
        shape = given.get("shape", given.get("input_shape"))
        whole = given.get("batch_shape", given.get("batch_input_shape"))
        dtype = given.get("dtype")
        try:
            if whole is not None:
                sizes = self.shape(whole)
            else:
                sizes = self.shape((given.get("batch_size"), *self._as_tuple(shape)))
        except ArgumentError as error:
            raise LayerError(Problem("argument", at, name or "Input", error.message)) from None
        tensor = Tensor(sizes, dtype if isinstance(dtype, str) else None)
        return self.host(self.graph.input(tensor, name, at))

    def shape(self, sizes: Any) -> Shape:
        """A shape of the source, batch first: None there is the batch, elsewhere an unknown."""
        if not isinstance(sizes, list | tuple) or not sizes:
            return ()
        batch, *rest = sizes
        names = SPATIAL.get(len(rest) - 1, ("steps",) * len(rest))
        return (
            PerExample(1) if batch is None else quantity(batch),
            *(
                self._unsized_axis(names[i] if i < len(names) else f"size {i + 1}")
                if size is None
                else _size(size)
                for i, size in enumerate(rest)
            ),
        )

    def _unsized_axis(self, name: str) -> Name:
        """A size that the author left open, under a name that no other has."""
        number = 1
        while (unused := name if number == 1 else f"{name}_{number}") in self._unsized:
            number += 1
        self._unsized.add(unused)
        return Name(unused)

    def _sequential(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> OperationHost:
        given = {**dict(zip(("layers", "trainable", "name"), args)), **kwargs}
        name = given.get("name", args[1] if len(args) > 1 and isinstance(args[1], str) else None)
        model = self.graph.sequential(text(name) if name is not None else None, at)
        model.trainable = given.get("trainable") is not False
        for layer in given.get("layers") or ():
            self.put_on(model, layer, rebuild=False)
        if model.stack:
            self.graph.rebuild(model)
        return self.host(model)

    def put_on(self, model: Sequential, layer: Any, rebuild: bool = True) -> None:
        """`model.add(layer)`."""
        if isinstance(layer, TensorHost):
            self.graph.add(model, layer.tensor.node.operation, rebuild)
        elif isinstance(layer, OperationHost):
            self.graph.add(model, layer.operation, rebuild)
        else:
            reason = say("`{layer}` is no layer that is known here", layer=written(layer))
            raise LayerError(Problem("unsupported", self.interpreter.here(), model.name, reason))

    def _functional(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> OperationHost:
        given = {**dict(zip(("inputs", "outputs", "name"), args)), **kwargs}
        inputs = given.get("inputs", given.get("input"))
        outputs = given.get("outputs", given.get("output"))
        name = text(given["name"]) if given.get("name") is not None else None
        unknown = next((x for x in every([inputs, outputs]) if not isinstance(x, TensorHost)), None)
        if unknown is not None or inputs is None or outputs is None:
            reason = say(
                "Model(inputs, outputs) needs tensors, and `{what}` is none",
                what=written(unknown),
            )
            raise LayerError(Problem("graph", at, name or "Model", reason))
        model = self.graph.functional(self._tensors(inputs), self._tensors(outputs), name, at)
        model.trainable = given.get("trainable") is not False
        return self.host(model)

    def _joined(self, kind: str, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        inputs = args[0] if args else kwargs.pop("inputs")
        return self.apply(self.make(kind, args[1:], kwargs, at), [inputs], at)

    def _merged(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        mode = kwargs.pop("mode", args[1] if len(args) > 1 else "sum")
        kind = legacy.MODES.get(mode) if isinstance(mode, str) else None
        if kind is None:
            reason = say("{kind} has no rule yet, so what it gives is not known", kind="merge")
            raise LayerError(Problem("unsupported", at, "merge", reason))
        return self._joined(kind, [args[0] if args else kwargs.pop("inputs")], kwargs, at)

    def _policy(self, name: Any) -> None:
        if isinstance(name, str):
            self.graph.policy = Policy.named(name)

    # Calling

    def apply(self, operation: Operation, given: list[Any], at: Place | None = None) -> Any:
        """Call a layer or a model on whatever the source handed to it."""
        values = every(given)
        tensors = [self._tensor(value) for value in values]
        found = [x for x in tensors if x is not None]
        if not found:
            reason = say("it is called on nothing")
            if values:
                what = written(values[0])
                reason = say("it is called on `{what}`, whose shape is not known", what=what)
            raise LayerError(Problem("unsupported", at or operation.at, operation.name, reason))
        return self.hosts(self.graph.call(operation, found))

    def _tensor(self, value: Any) -> KerasTensor | None:
        if isinstance(value, TensorHost):
            return value.tensor
        shape = getattr(value, "shape", None)
        if isinstance(shape, tuple) and shape:
            sizes = tuple(_size(size) for size in shape)
            dtype = getattr(value, "dtype", None)
            known = dtype if isinstance(dtype, str) else "float32"
            return self.graph.input(Tensor(sizes, known)).nodes[0].outputs[0]
        return None

    def _tensors(self, value: Any) -> Any:
        match value:
            case TensorHost():
                return value.tensor
            case dict():
                return {key: self._tensors(part) for key, part in value.items()}
            case _:
                return tuple(self._tensors(part) for part in value)

    def hosts(self, tensors: Any) -> Any:
        """Tensors as values of the source, in the structure that they come in."""
        match tensors:
            case KerasTensor():
                return TensorHost(self, tensors)
            case dict():
                return {key: self.hosts(part) for key, part in tensors.items()}
            case _:
                return [self.hosts(part) for part in tensors]

    def host(self, operation: Operation) -> OperationHost:
        """The value that stands for a layer or a model, always the same one."""
        if operation not in self._hosts:
            cls = ModelHost if isinstance(operation, KerasModel) else OperationHost
            self._hosts[operation] = cls(self, operation)
        return self._hosts[operation]

    def method(self, name: str, function: Any) -> Value:
        return method(self, name, function)


def quantity(value: Any) -> Any:
    """A number of the source as a rule takes it: an unknown one becomes its name."""
    if isinstance(value, list | tuple):
        return tuple(quantity(one) for one in value)
    if isinstance(value, Unknown):
        return size_of(value)
    return value


def _size(value: Any) -> Any:
    """One size of a shape."""
    known = size_of(value)
    if known is None or (isinstance(value, int) and value < 0):
        raise ArgumentError(
            say("a size of a shape is a whole number, not {value}", value=written(value))
        )
    return known


def text(value: Any) -> str:
    return value if isinstance(value, str) else written(value)
