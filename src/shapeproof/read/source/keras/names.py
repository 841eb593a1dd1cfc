"""Keras's vocabulary: whatever way a source imports it, one name means one thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeGuard

from shapeproof import ways
from shapeproof.message import Message, Place, say
from shapeproof.model import LayerError, Policy, Problem
from shapeproof.read.keras.graph import Graph
from shapeproof.read.keras.nodes import (
    NOTHING,
    KerasModel,
    KerasTensor,
    Operation,
    Sequential,
    Told,
    holding,
    placeholder,
    tensors_in,
)
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.keras import (
    datasets,
    losses,
    making,
    shapes,
    unread,
)
from shapeproof.read.source.keras.functions import BackendFunction
from shapeproof.read.source.keras.hosts import (
    Made,
    ModelHost,
    OperationHost,
    method,
)
from shapeproof.read.source.keras.losses import Loss
from shapeproof.read.source.keras.making import text
from shapeproof.read.source.keras.shapes import Open, Shapes, axes_read
from shapeproof.read.source.keras.tensors import TensorHost, every
from shapeproof.read.source.objects import Class, Native
from shapeproof.read.source.values import Loaded, Named, Unknown, Value, is_unknown, written
from shapeproof.read.source.vocabulary import Vocabulary
from shapeproof.rules import keras as rules
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.given import INPUT
from shapeproof.rules.keras import legacy
from shapeproof.rules.rule import Layer, Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter
    from shapeproof.read.source.keras.own import OwnModel

ROOTS = (
    *("tensorflow.keras", "tensorflow.python.keras", "tf.keras", "tf_keras"),
    *("keras.src", "keras.api", "keras"),
)
MODULES = (
    *("keras", "layers", "models", "optimizers", "losses", "activations", "callbacks"),
    *("applications", "regularizers", "initializers", "metrics", "datasets"),
)
INTERNAL = (
    *("imagenet_utils", "resnet", "operation_utils", "layer_utils", "file_utils"),
    *("get_uid", "get_source_inputs", "get_submodules_from_kwargs", "VersionAwareLayers"),
    "correct_pad",
)
"""Modules and functions that files of Keras itself import."""
AWAY = (".imagenet_utils", ".get_submodules_from_kwargs", ".correct_pad")
"""What such a file imports from beside it, wherever it is now."""
FUNCTIONS = ("backend", "ops", "activations", "random")
"""The modules of Keras that hold functions of tensors."""


class KerasNames(Vocabulary):
    """Keras, as a source may name it; what the source makes goes into `graph`."""

    def __init__(self, inputs: tuple[Tensor, ...] = ()) -> None:
        self.graph = Graph()
        self.shapes = Shapes()
        self.interpreter: Interpreter
        self.opened: dict[KerasTensor, Open] = {}
        self.custom: dict[str, Any] = {}  # what the source registers under a name
        self.loaded: list[Loaded] = []
        self._given = list(inputs)  # shapes from outside, for inputs that the source leaves open
        self.training: Any = None  # whether the own model whose code is followed is being trained
        self.own_models: list[OwnModel] = []
        self.is_endless = False  # an own layer whose code was stopped
        self.losses: dict[Operation, Loss | None] = {}  # what models are compiled with
        self.problems: list[tuple[Operation, Problem]] = []  # of training, and whose they are
        self._hosts: dict[Any, OperationHost] = {}
        self._made: dict[str, Made] = {}

    @property
    def activations(self) -> tuple[str, ...]:
        """The names that an activation may have."""
        from shapeproof.rules.arithmetic.functions import IN_HALVES, OF_AN_AXIS, OF_ONE

        return (*OF_ONE, *OF_AN_AXIS, IN_HALVES)

    # The vocabulary's side

    def attach(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.makers = self._makers()

    def resolve(self, dotted: str) -> Any | None:
        if "optimizers" in dotted or "mixed_precision" in dotted:
            from shapeproof.read.source.keras import optimizers

            if found := optimizers.resolve(dotted, self.interpreter.module):
                return found
        dotted = dotted.replace("keras_applications", "keras.applications")
        root = next((root for root in ROOTS if f"{dotted}.".startswith(f"{root}.")), None)
        if root is None:
            return self._around(dotted)
        inner, _, last = dotted.removeprefix(root).strip(".").rpartition(".")
        return self._inside(inner.split("."), last, dotted)

    def _around(self, dotted: str) -> Any | None:
        """What is no part of Keras: TensorFlow's functions, and those that load models."""
        if dotted.startswith(AWAY):
            return self._internal(dotted)
        root, _, rest = dotted.partition(".")
        if dotted in LOADING:
            return Native(self.interpreter, dotted, lambda *_, **__: self._from_file(dotted))
        if root not in ("tensorflow", "tf") or not rest or rest in TENSORFLOW:
            return None
        if rest == "Variable":
            return self.makers[rest]
        if rest == "TensorShape" or rest.startswith("data."):
            return self._pipeline(rest)
        if rest.startswith("initializers.") or rest.endswith("_initializer"):
            return self._initializer(rest)
        return BackendFunction(self, f"tensorflow.{rest}")

    def _initializer(self, name: str) -> Value | None:
        from shapeproof.read.source.keras import initializers

        return initializers.find(self, name.rpartition(".")[2])

    def _activation(self, identifier: Any = None, *_: Any) -> Any:
        """`keras.activations.get("relu")`."""
        if identifier is None or isinstance(identifier, str):
            return self.interpreter.module(f"keras.activations.{identifier or 'linear'}")
        return identifier

    def _variable(self, args: list[Any], kwargs: dict[str, Any]) -> Any:
        from shapeproof.read.source.keras import own

        return own.variable(self, args, kwargs)

    def _internal(self, dotted: str) -> Value | None:
        from shapeproof.read.source.keras import internals

        return internals.resolve(self, dotted)

    def _inside(self, modules: list[str], last: str, dotted: str) -> Any | None:
        is_internal = modules[-1] in INTERNAL or last in INTERNAL
        is_internal |= modules[-1] == last == "backend"
        if is_internal and (found := self._internal(dotted)) is not None:
            return found
        if "applications" in modules:
            from shapeproof.read.source.keras import applications

            return applications.resolve(self, modules[-1], last)
        if modules[0] == "layers" and last[:1].isupper() and self._value(last) is None:
            return Made(self, last, lambda _a, _k, at: self._misspelt(last, at))
        if modules[0] == "initializers":
            return self._initializer(last)
        if modules[0] == "activations" and last in ("get", "deserialize"):
            return Made(self, last, lambda a, k, _: self._activation(*a, *k.values()))
        if modules[0] == "dtype_policies" and last == "get":
            return self.makers["DTypePolicy"]
        if modules[0] == "losses" and (
            found := losses.resolve(last, dotted, self.interpreter.module)
        ):
            return found
        if "datasets" in modules:
            return datasets.resolve(self.interpreter, dotted)
        if modules[0] == "layers" and last in legacy.FUNCTIONS:
            return self._value(last)
        if found := None if last in legacy.FUNCTIONS else self._value(last):
            return found
        if modules[0] in FUNCTIONS:
            return BackendFunction(self, dotted)
        if last in legacy.FUNCTIONS:
            return self._value(last)
        return datasets.preparing(self.interpreter, last) or self._pipeline(last)

    def _pipeline(self, name: str) -> Value | None:
        from shapeproof.read.source.keras import pipelines

        return pipelines.resolve(self.interpreter, name)

    def star(self, dotted: str) -> Iterable[str]:
        if not any(f"{dotted}.".startswith(f"{root}.") for root in ROOTS):
            return ()
        if "backend" in dotted or "ops" in dotted:
            return ()
        if "applications" in dotted:
            from shapeproof.read.source.keras import applications

            return applications.star(dotted)
        return [
            *(*rules.FAMILY, *legacy.ALIASES, *legacy.FUNCTIONS, *self.makers),
            *(*unread.LAYERS, *unread.BASES, *unread.OPTIMIZERS),
        ]

    def bare(self, name: str) -> Any | None:
        if name in MODULES:
            dotted = "keras" if name == "keras" else f"keras.{name}"
            return self.interpreter.module(dotted)
        if name in BARE:
            return self.interpreter.module(BARE[name])
        if name in datasets.SETS:
            return self.interpreter.module(f"keras.datasets.{name}")
        if name in unread.OPTIMIZERS:
            return self.interpreter.module(f"keras.optimizers.{name}")
        if name in datasets.PREPARING and name != "normalize":
            return datasets.preparing(self.interpreter, name)
        return self._value(name) or self._ready_made(name)

    def _ready_made(self, name: str) -> Any | None:
        """A ready-made model that is used with no import."""
        if not name[:1].isupper():
            return None
        from shapeproof.read.keras.applications import FAMILY

        return self.interpreter.module(f"keras.applications.{name}") if name in FAMILY else None

    def _value(self, name: str) -> Value | None:
        """What a name under Keras means, wherever it stands there."""
        now = legacy.current(name)
        if now in rules.FAMILY or now in unread.LAYERS or name in unread.BASES:
            return self.maker(name)
        if name in legacy.FUNCTIONS:
            return Made(self, name, lambda a, k, at: self._joined(legacy.FUNCTIONS[name], a, k, at))
        return self.makers.get(name)

    def maker(self, name: str) -> Made:
        """The class of this name, always the same one."""
        known = self.makers.get(name)
        if isinstance(known, Made):
            return known
        if name not in self._made:
            self._made[name] = Made(
                self, name, lambda a, k, at: self.host(making.layer(self, name, a, k, at))
            )
        return self._made[name]

    def _misspelt(self, name: str, at: Place) -> None:
        close = unread.intended(name)
        reason = say("Keras has no layer {name}", name=name)
        if close:
            reason = say("Keras has no layer {name}; did you mean {close}?", name=name, close=close)
        raise LayerError(Problem("name", at, name, reason))

    def _from_file(self, function: str) -> Loaded:
        return self._loaded(f"{function.rpartition('.')[2]}(…)", unread.from_file())

    def _loaded(self, written_as: str, why: Message) -> Loaded:
        loaded = Loaded(written_as, why, self.interpreter.here())
        self.loaded.append(loaded)
        return loaded

    def _register(self, objects: Any = None, *_: Any, **more: Any) -> dict[str, Any]:
        """`get_custom_objects()`, and `custom_object_scope({…})`."""
        for each in (objects, more):
            if isinstance(each, dict):
                self.custom.update(each)
        return self.custom

    def _makers(self) -> dict[str, Value]:
        return {
            "Input": Made(self, "Input", lambda a, k, at: self._input(a, k, at)),
            "InputLayer": Made(self, "InputLayer", lambda a, k, at: self._input_layer(a, k, at)),
            "Sequential": Made(self, "Sequential", lambda a, k, at: self._sequential(a, k, at)),
            "Model": Made(self, "Model", lambda a, k, at: self._functional(a, k, at)),
            "Functional": Made(self, "Functional", lambda a, k, at: self._functional(a, k, at)),
            "Merge": Made(self, "Merge", lambda a, k, at: self._merge_layer(a, k, at)),
            "merge": Made(self, "merge", lambda a, k, at: self._merged(a, k, at)),
            "image_data_format": Made(self, "image_data_format", lambda *_: "channels_last"),
            "image_dim_ordering": Made(self, "image_dim_ordering", lambda *_: "tf"),
            "is_keras_tensor": Made(
                self, "is_keras_tensor", lambda a, k, at: isinstance(a[0], TensorHost)
            ),
            **dict.fromkeys(
                ("set_global_policy", "set_dtype_policy", "set_policy"),
                Made(self, "set_global_policy", lambda a, k, at: self._policy(*a, *k.values())),
            ),
            **dict.fromkeys(
                ("Policy", "DTypePolicy"),
                Made(self, "DTypePolicy", lambda a, k, at: next(iter((*a, *k.values())), None)),
            ),
            "QuantizedDTypePolicy": Made(
                self,
                "QuantizedDTypePolicy",
                lambda a, k, at: "_from_".join(map(str, (*a, *k.values(), "float32")[:2])),
            ),
            **dict.fromkeys(
                ("get_custom_objects", "custom_object_scope", "CustomObjectScope"),
                Native(
                    self.interpreter,
                    "get_custom_objects",
                    lambda _, *a, **k: self._register(*a, **k),
                ),
            ),
            **dict.fromkeys(
                ("load_model", "model_from_json", "model_from_config", "model_from_yaml"),
                Native(
                    self.interpreter, "load_model", lambda *_, **__: self._from_file("load_model")
                ),
            ),
            **dict.fromkeys(
                ("Variable", "variable"),
                Made(self, "Variable", lambda a, k, at: self._variable(a, k)),
            ),
            "clear_session": Made(self, "clear_session", lambda *_: self.graph.clear_names()),
        }

    # Making

    def operate(self, kind: str, inputs: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """What an operator or a bare function makes of tensors: an operation that is no layer."""
        named = {"name": self.graph.bare_name(kind), **kwargs}
        operation = making.layer(self, kind, [], named, at)
        operation.is_layer = False
        return self.apply(operation, inputs, at)

    def operation(self, name: str, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """What an operation of `keras.ops` makes of tensors."""
        from shapeproof.rules.keras import operations

        rule = operations.rule(name)
        assert rule is not None, name
        return self.on_tensors(rule, args, kwargs, at)

    def on_tensors(self, *call: Any) -> Any:
        """What it makes of them, its rule known."""
        from shapeproof.read.source.keras import operating

        return operating.on_tensors(self, *call)

    def on_arrays(self, *call: Any) -> Any:
        from shapeproof.read.source.keras import operating

        return operating.on_arrays(self, *call)

    def activate(self, name: str, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """`keras.activations.relu(x)`, an operation of the activation's own name."""
        if name == "linear":
            return args[0]
        if name == "relu":
            order = ("negative_slope", "max_value", "threshold")
            return self.operate("ReLU", args[:1], {**dict(zip(order, args[1:])), **kwargs}, at)
        if name == "mish":
            rule = rules.rule("Activation")
            assert rule is not None
            operation = self.graph.operation("Mish", None, None, at)
            layer = Layer(rule._replace(name="Mish"), {"activation": name}, operation.name)
            operation.layer, operation.is_layer = layer, False
            return self.apply(operation, args[:1], at)
        return self.operation({"exponential": "exp"}.get(name, name), args, kwargs, at)

    def dtype(self, value: Any) -> str | None:
        """A dtype or a policy by its name."""
        if isinstance(value, Named):
            return value.dotted.rpartition(".")[2]
        return value if isinstance(value, str) else None

    def open(self, shape: Unknown, at: Place) -> Open:
        """A shape, batch included, that is wholly unknown."""
        return Open(None, shape.item(slice(1, None), at), at)

    def closed(self, shape: Open, operation: Operation) -> tuple[Any, ...] | None:
        """An open shape with as many axes as the operation reads; None if that is not settled."""
        axes = axes_read(operation)
        if self._given and (axes is None or len(self._given[0].shape) == axes + 1):
            return self._given.pop(0).shape
        return None if axes is None else shape.sizes(axes)

    def settle(self, tensors: Iterable[KerasTensor], operation: Operation) -> None:
        """Give inputs whose shape is open the axes that their first reader has."""
        for x in tensors:
            if (opened := self.opened.get(x)) is None:
                continue
            sizes = self.closed(opened, operation)
            if sizes is None:
                reason = say(
                    "how many axes `{shape}` has is not known; give it: {way}",
                    shape=opened.written(),
                    way=ways.shaped("None,28,28,1"),
                )
                raise LayerError(Problem("unsupported", opened.at, x.node.operation.name, reason))
            del self.opened[x]
            x.tensor = x.tensor._replace(shape=self.shapes.whole(sizes))
            x.node.operation.layer = Layer(INPUT, {"shape": x.tensor.shape})

    def _input(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> TensorHost:
        operation = self._input_layer(args, kwargs, at).operation
        return TensorHost(self, operation.nodes[0].outputs[0])

    def _input_layer(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> OperationHost:
        order = ("shape", "batch_size", "dtype", "sparse", "batch_shape", "name")
        given = {**dict(zip(order, args)), **kwargs}
        name = text(given["name"]) if given.get("name") is not None else None
        try:
            sizes = self._input_shape(given, at)
            shape = () if isinstance(sizes, Open) else self.shapes.whole(sizes)
        except ArgumentError as error:
            raise LayerError(Problem("argument", at, name or "Input", error.message)) from None
        operation = self.graph.input(Tensor(shape, self.dtype(given.get("dtype"))), name, at)
        if isinstance(sizes, Open):
            self.opened[operation.nodes[0].outputs[0]] = sizes
        return self.host(operation)

    def _input_shape(self, given: dict[str, Any], at: Place) -> tuple[Any, ...] | Open:
        whole = given.get("batch_shape", given.get("batch_input_shape"))
        if whole is None and isinstance(tensor := given.get("tensor"), Array):
            whole = tensor.shape
        if isinstance(whole, Unknown):
            return self.open(whole, at)
        if whole is not None:
            return shapes.as_tuple(whole)
        shape = given.get("shape", given.get("input_shape"))
        if shape is None and "input_dim" in given:
            shape = (given["input_dim"],)
        return shapes.given(shape, given.get("batch_size"), at)

    def _sequential(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> OperationHost:
        given = {**dict(zip(("layers", "trainable", "name"), args)), **kwargs}
        if isinstance(given.get("trainable"), str):  # Keras 2: layers, name
            given["name"] = given.pop("trainable")
        name = given.get("name")
        model = self.graph.sequential(text(name) if name is not None else None, at)
        model.trainable = given.get("trainable") is not False
        for layer in self._stack(given.get("layers")):
            self.put_on(model, layer, rebuild=False)
        if model.stack:
            self.graph.rebuild(model)
        return self.host(model)

    def _stack(self, layers: Any) -> list[Any]:
        """The layers that a Sequential model is given."""
        if layers is None:
            return []
        if isinstance(layers, OperationHost | TensorHost):
            return [layers]
        spread = self.interpreter.iterate(layers, self.interpreter.here())
        return [layers] if spread is None else self.interpreter.listed(spread)

    def put_on(self, model: Sequential, layer: Any, rebuild: bool = True) -> None:
        """`model.add(layer)`."""
        if isinstance(layer, TensorHost):
            operation = layer.tensor.node.operation
        elif isinstance(layer, OperationHost):
            operation = layer.operation
        else:
            at = self.interpreter.here()
            raise LayerError(Problem("unsupported", at, model.name, self._no_layer(layer)))
        if model in holding(operation):
            reason = say("a model cannot be a layer of itself")
            raise LayerError(Problem("graph", self.interpreter.here(), model.name, reason))
        self.settle(tensors_in(model.outputs), operation)
        if not model.stack and not model.is_built and is_join(operation):
            self._start_with(model, operation)
            return
        self.graph.add(model, operation, rebuild and len(tensors_in(model.inputs)) < 2)

    def _start_with(self, model: Sequential, join: KerasModel) -> None:
        """Keras 1 put a `Merge` of several models first."""
        inputs = tensors_in(join.inputs)
        model.inputs, model.outputs = tuple(inputs), self.graph.call(join, inputs)
        model.stack, model.names = [join], {join.name}
        model.order = [(x.node, 0) for x in inputs] + [(join.nodes[-1], -1)]

    def _no_layer(self, value: Any) -> Message:
        """Why a value cannot be used as a layer."""
        if isinstance(value, Loaded):
            return value.why
        if isinstance(value, Made | Class):
            return say("`{layer}` is a class; call it, as in {layer}()", layer=written(value))
        if close := unread.intended(written(value)):
            return say(
                "`{layer}` is no layer that is known here; did you mean {close}?",
                layer=written(value),
                close=close,
            )
        return say("`{layer}` is no layer that is known here", layer=written(value))

    def _functional(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> OperationHost:
        given = {**dict(zip(("inputs", "outputs", "name"), args)), **kwargs}
        inputs = given.get("inputs", given.get("input"))
        outputs = given.get("outputs", given.get("output"))
        name = text(given["name"]) if given.get("name") is not None else None
        values = every([inputs, outputs])
        unknown = next((x for x in values if not isinstance(x, TensorHost)), None)
        if unknown is not None or inputs is None or outputs is None:
            if why := next((x.why for x in values if isinstance(x, Loaded)), None):
                raise LayerError(Problem("unsupported", at, name or "Model", why))
            reason = say(
                "Model(inputs, outputs) needs tensors, and `{what}` is none",
                what=written(unknown),
            )
            kind = "unsupported" if is_unknown(unknown) else "graph"
            raise LayerError(Problem(kind, at, name or "Model", reason))
        model = self.graph.functional(self._tensors(inputs), self._tensors(outputs), name, at)
        model.trainable = given.get("trainable") is not False
        return self.host(model)

    def _joined(self, kind: str, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        kwargs = dict(kwargs)
        inputs = args[0] if args else kwargs.pop("inputs", None)
        operation = making.layer(self, kind, args[1:], kwargs, at)
        return self.apply(operation, [inputs], at)

    def _merged(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """Keras 1's `merge([a, b], mode="concat")`."""
        kwargs = dict(kwargs)
        mode = kwargs.pop("mode", args[1] if len(args) > 1 else "sum")
        kwargs.pop("output_shape", None)
        kind = self._mode(mode, "merge", at)
        return self._joined(kind, [args[0] if args else kwargs.pop("inputs", None)], kwargs, at)

    def _merge_layer(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> OperationHost:
        """Keras 1's `Merge([left, right], mode="concat")`, a layer on top of two models."""
        given = {**dict(zip(("layers", "mode", "concat_axis", "dot_axes"), args)), **kwargs}
        mode = given.pop("mode", "sum")
        models = given.pop("layers", None)
        given.pop("output_shape", None)
        operation = making.layer(self, self._mode(mode, "Merge", at), [], given, at)
        if not isinstance(models, list | tuple) or not models:
            return self.host(operation)
        ends = [self.built_model(each, at) for each in models]
        inputs = tuple(x for model in ends for x in tensors_in(model.inputs))
        outputs = tuple(x for model in ends for x in tensors_in(model.outputs))
        joined = self.graph.call(operation, outputs)
        return self.host(self.graph.functional(inputs, joined, None, at))

    def built_model(self, value: Any, at: Place) -> KerasModel:
        model = value.operation if isinstance(value, ModelHost) else None
        if isinstance(model, KerasModel) and model.is_built:
            return model
        reason = say("`{layer}` is no model whose input is known", layer=written(value))
        raise LayerError(Problem("graph", at, "merge", reason))

    def _mode(self, mode: Any, layer: str, at: Place) -> str:
        kind = legacy.MODES.get(mode) if isinstance(mode, str) else None
        if kind is None:
            reason = say("{kind} has no rule yet, so what it gives is not known", kind="merge")
            raise LayerError(Problem("unsupported", at, layer, reason))
        return kind

    def _policy(self, name: Any) -> None:
        if isinstance(name, str):
            self.graph.policy = Policy.named(name)

    # Calling

    def apply(
        self,
        operation: Operation,
        given: list[Any],
        at: Place | None = None,
        told: Told = NOTHING,
    ) -> Any:
        """Call a layer or a model on whatever the source handed to it."""
        values = [value for value in every(given) if value is not None]
        found: list[KerasTensor] = []
        for value in values:
            if (x := self._tensor(value)) is None:
                why = self._no_tensor(value)
                raise LayerError(Problem("unsupported", at or operation.at, operation.name, why))
            found.append(x)
        if not found:
            reason = say("it is called on nothing")
            raise LayerError(Problem("argument", at or operation.at, operation.name, reason))
        self.settle(found, operation)
        return self.hosts(self.graph.call(operation, found, told))

    def _no_tensor(self, value: Any) -> Message:
        """Why a value cannot be read by a layer."""
        if isinstance(value, Loaded):
            return value.why
        if isinstance(value, OperationHost):
            return say(
                "it is called on the layer `{what}`, not on what that layer gives",
                what=value.written(),
            )
        what = written(value)
        if close := unread.intended(what):
            return say(
                "it is called on `{what}`, whose shape is not known; did you mean {close}?",
                what=what,
                close=close,
            )
        return say("it is called on `{what}`, whose shape is not known", what=what)

    def _tensor(self, value: Any) -> KerasTensor | None:
        if isinstance(value, TensorHost):
            return value.tensor
        if isinstance(value, Array) and value.shape:
            sizes = self.shapes.whole(value.shape)
            x = Tensor(sizes, value.read_as)
            if self.is_inside:
                return self.graph.constant(x, self.interpreter.here())
            return self.graph.input(x).nodes[0].outputs[0]
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
            case ():
                reason = say("what it gives is not known; say it: Lambda(…, output_shape=…)")
                return Loaded("…", reason, self.interpreter.here())
            case KerasTensor():
                return TensorHost(self, tensors)
            case dict():
                return {key: self.hosts(part) for key, part in tensors.items()}
            case _:
                return [self.hosts(part) for part in tensors]

    @property
    def is_inside(self) -> bool:
        """Whether the code of an own layer is being followed."""
        return self.graph.is_inside

    def as_inputs(self, value: Any) -> Any:
        """The same structure with a tensor for each array, for an own model called on data."""
        match value:
            case Array() if value.shape:
                read = Tensor(self.shapes.whole(value.shape), value.read_as)
                return TensorHost(self, placeholder(read, "input"))
            case dict():
                return {key: self.as_inputs(part) for key, part in value.items()}
            case list() | tuple():
                return type(value)(self.as_inputs(part) for part in value)
            case _:
                return value

    def as_tensors(self, value: Any) -> Any:
        """The same structure with a constant tensor for each array, for what an own layer gives."""
        match value:
            case Array() if (x := self._tensor(value)) is not None:
                return TensorHost(self, x)
            case dict():
                return {key: self.as_tensors(part) for key, part in value.items()}
            case list() | tuple():
                return type(value)(self.as_tensors(part) for part in value)
            case _:
                return value

    def stand_for(self, operation: Operation, host: OperationHost) -> None:
        """Have an object of the source's own stand for an operation."""
        self._hosts[operation] = host

    def host(self, operation: Operation) -> OperationHost:
        """The value that stands for a layer or a model, always the same one."""
        if operation not in self._hosts:
            cls = ModelHost if isinstance(operation, KerasModel) else OperationHost
            self._hosts[operation] = cls(self, operation)
        return self._hosts[operation]

    def method(self, name: str, function: Any) -> Value:
        return method(self, name, function)


def is_join(operation: Operation) -> TypeGuard[KerasModel]:
    return isinstance(operation, KerasModel) and len(tensors_in(operation.inputs)) > 1


def base_of(cls: Class) -> Made | None:
    """Keras's class that a class of the source derives from."""
    return next((base for base in cls.mro if isinstance(base, Made)), None)


BARE = {"tf": "tensorflow", "K": "keras.backend", "ops": "keras.ops"}
TENSORFLOW = ("keras", "python", "python.keras", "version", "__version__", "compat", "compat.v1")
LOADING = (
    *("joblib.load", "pickle.load", "tensorflow.saved_model.load", "tensorflow_hub.KerasLayer"),
    *("tf.saved_model.load", "hub.KerasLayer"),
)
