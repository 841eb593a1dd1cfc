"""Layers and models of the source's own classes: what they are made with, and what they call."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from shapeproof.message import Message, Place, ReadError, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.keras.graph import as_layer, snake_case
from shapeproof.read.keras.inputs import need_as_many, untold
from shapeproof.read.keras.nodes import (
    NOTHING,
    Body,
    KerasTensor,
    Operation,
    Own,
    Told,
    holding,
    placeholder,
    tensors_in,
)
from shapeproof.read.source.arrays import Array, array, axes_of, named
from shapeproof.read.source.budget import Limit
from shapeproof.read.source.interpret import stopped
from shapeproof.read.source.keras import making
from shapeproof.read.source.keras.hosts import ModelHost, OperationHost, set_trainable
from shapeproof.read.source.keras.inherited import KEPT, METHODS
from shapeproof.read.source.keras.shapes import as_tuple, shapes_in, size, written_shapes
from shapeproof.read.source.keras.structures import Slot, filled, names_of, slotted
from shapeproof.read.source.keras.tensors import TensorHost, every
from shapeproof.read.source.objects import BoundMethod, Class, Function, Instance, bound
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.values import Missing, Raised, Unknown, is_unknown, written
from shapeproof.rules import keras as rules
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.keras import legacy
from shapeproof.rules.rule import Facts, Layer, Tensor, Weight

if TYPE_CHECKING:
    from shapeproof.read.source.keras.hosts import Made
    from shapeproof.read.source.keras.names import KerasNames

LAYERS = ("Layer", "Wrapper", "RNNCell")
MODELS = ("Model", "Functional", "Sequential")
WEIGHT = (  # what `add_weight` takes, in order: in Keras 3, and in Keras 2
    ("shape", "initializer", "dtype", "trainable", "autocast", "regularizer", "constraint"),
    ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint"),
)


class Variable(Array):
    """`tf.Variable(…)`: a weight, once a layer keeps it."""

    __slots__ = ("name", "trainable")

    def __init__(self, array: Array, name: str, trainable: bool) -> None:
        super().__init__(array.reader, array.shape, array.dtype, array.numbers)
        self.name, self.trainable = name, trainable


class OwnLayer(Instance, OperationHost):
    """An instance of a class that derives from one of Keras's."""

    def __init__(self, cls: Class, names: KerasNames, base: Made) -> None:
        Instance.__init__(self, cls)
        self.names, self.base = names, base
        self.own = Own(cls.name, "", names.interpreter.here(), self)
        self.operation: Operation = self.own
        self.inner: OperationHost | None = None  # what `super().call` runs
        self.is_built = False
        self.told: tuple[Tensor, ...] = ()  # what it was told it reads, and was not called on
        self.made_with = 0  # weights that it had before it was built
        names.stand_for(self.own, self)

    @property
    def is_begun(self) -> bool:
        """Whether `super().__init__` has been called."""
        return bool(self.operation.name)

    @property
    def keras_kind(self) -> str:
        return legacy.current(self.base.name)

    def written(self) -> str:
        return self.operation.name or self.kind

    @property
    def is_told(self) -> bool:
        """Whether it is known what it reads."""
        return bool(self.own.nodes or self.told)

    def attribute(self, name: str, at: Place) -> Any:
        found = super().attribute(name, at)
        if name == "build" and isinstance(found, BoundMethod):
            return self.names.method(name, partial(self._built_by_hand, found))
        if name == "call" and isinstance(found, BoundMethod) and not self.names.is_inside:
            return self.names.method(name, partial(self._called_by_hand, found))
        return found

    def _built_by_hand(self, build: BoundMethod, *args: Any, **kwargs: Any) -> Any:
        """`layer.build(shape)`, which leaves nothing to be built when it is called."""
        self.is_built, self.made_with = True, len(self.own.weights)
        if self.own.is_model and not self.names.is_inside:
            self._tell([*args, *kwargs.values()])
        return self.names.interpreter.call(build, list(args), kwargs, self.names.interpreter.here())

    def _tell(self, shapes: Any) -> None:
        """Keep what it is told that it reads."""
        self.told = tuple(Tensor(self.names.shapes.whole(shape)) for shape in shapes_in(shapes))

    def _called_by_hand(self, call: BoundMethod, *args: Any, **kwargs: Any) -> Any:
        """`model.call(x)`, which makes no call of the model, but tells what it reads."""
        values = every([args, kwargs])
        self.told = self.told or tuple(x.tensor.tensor for x in values if isinstance(x, TensorHost))
        return self.names.interpreter.call(call, list(args), kwargs, self.names.interpreter.here())

    def compute_output_shape(self, input_shape: Any = None, *_: Any, **__: Any) -> Any:
        self._tell(input_shape)
        several = len(self.told) > 1 and len(self._required()) < 2
        slots = tuple(map(Slot, range(len(self.told))))
        given = {"args": (list(slots),)} if several else NOTHING
        return written_shapes(self.names.graph.facts(self.own, self.told, given).output)

    # What a class inherits

    def inherit(self, name: str, at: Place) -> Any:
        """What Keras's class gives to this instance.  Raises `Missing`."""
        if name in METHODS:
            return self.names.method(name, lambda *_, **__: None)
        if name == "built":
            return self.is_built
        if name in KEPT:
            return Unknown(f"{self.written()}.{name}", at)
        if (method := self._methods().get(name)) is not None:
            return self.names.method(name, method)
        if name in self.attributes_of_base:
            return self.of_base(name, at)
        if self.inner is not None and not name.startswith("_"):
            return self.inner.attribute(name, at)
        raise Missing(name)

    attributes_of_base: tuple[str, ...] = (
        *("name", "trainable", "dtype", "compute_dtype", "output", "input", "output_shape"),
        *("input_shape", "count_params", "get_output_at", "get_input_at", "quantize"),
        "compute_output_shape",
    )

    def of_base(self, name: str, at: Place) -> Any:
        return OperationHost.attribute(self, name, at)

    def _methods(self) -> Mapping[str, Callable[..., Any]]:
        here = self.names.interpreter.here
        return {
            "__init__": lambda *args, **kwargs: self.begin(list(args), kwargs, here()),
            "__call__": lambda *args, **kwargs: self.operate(list(args), kwargs, here()),
            "call": lambda *args, **kwargs: self._call_of_base(list(args), kwargs, here()),
            "build": self.build_base,
            "add_weight": self.add_weight,
            "add_variable": self.add_weight,
            "get_config": lambda: {"name": self.operation.name, "trainable": True},
            "get_build_config": dict,
        }

    def receive(self, name: str, value: Any, at: Place) -> bool:
        """Keep what is set, as Keras does; True where the value is not kept as it is."""
        if name == "trainable" and isinstance(value, bool):
            set_trainable(self.operation, value)
            return True
        if name in ("name", "_name") and isinstance(value, str):
            self.names.graph.rename(self.operation, value)
            return True
        if isinstance(value, OperationHost) and not self.is_begun:
            reason = say(
                "it sets `{name}` before it calls super().__init__(), which Keras wants first",
                name=name,
            )
            raise LayerError(Problem("argument", at, self.kind, reason))
        self.attributes[name] = self._keeping(value, name, at)
        return True

    def _keep_variables(self) -> None:
        """Have the variables among its weights that lists and dicts have been given since."""
        for name, value in self.attributes.items():
            if isinstance(value, list | dict):
                self._keeping(value, name, self.own.at or Place(1))

    def _keeping(self, value: Any, name: str, at: Place) -> Any:
        """The value, with the variables in it among the weights."""
        match value:
            case Variable():
                weight = Weight(tuple(map(size, value.shape)), value.trainable, value.read_as)
                return self._weigh(value.name or name, weight, at)
            case TensorHost() if value.tensor.node in self.own.weights:
                if value.tensor.node.operation.name.startswith("variable"):
                    self.names.graph.rename_weight(value.tensor.node, self._unused(name))
                return value
            case list():
                self.names.interpreter.budget.step(1 + len(value) // 32)
                value[:] = [self._keeping(part, name, at) for part in value]
                return value
            case dict():
                self.names.interpreter.budget.step(1 + len(value) // 32)
                value.update((k, self._keeping(part, str(k), at)) for k, part in value.items())
                return value
            case _:
                return value

    # Making

    def begin(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> None:
        """What `super().__init__(…)` does."""
        if self.is_begun:
            return
        graph, own, base = self.names.graph, self.own, self.base.name
        name = kwargs.get("name")
        own.name = graph.name(self.kind) if name is None else making.text(name)
        own.classic = graph.classic_name(self.kind) if name is None else own.name
        own.policy = graph.policy
        self.operation = self._of_base({**kwargs, "name": own.name}, args, at)
        self.operation.at = own.at
        self.names.stand_for(self.operation, self)
        if base == "Wrapper" and args:
            self.attributes["layer"] = args[0]

    def _of_base(self, kwargs: dict[str, Any], args: list[Any], at: Place) -> Operation:
        """What stands for it in the graph: its own code, or all that it inherits."""
        base = self.base.name
        if base in LAYERS or (base in ("Model", "Functional") and not _has_ends(args, kwargs)):
            making.begin(self.names, self.own, kwargs)
            return self.own
        made: Operation = self.base.call(args, kwargs, at).operation
        made.classic = self.own.classic
        if not any(self.cls.find(name) is not UNBOUND for name in ("call", "build")):
            return as_kind(made, self.kind)
        self.inner = self.names.host(made)
        made.name = snake_case(base)
        self.own.policy, self.own.trainable = made.policy, made.trainable
        self.own.input_shape, self.own.input_dtype = made.input_shape, made.input_dtype
        return self.own

    def add_weight(self, *args: Any, **kwargs: Any) -> TensorHost:
        """A weight of the layer's own, as a tensor."""
        at = self.names.interpreter.here()
        order = WEIGHT[bool(args) and (args[0] is None or isinstance(args[0], str))]
        given = {**dict(zip(order, args)), **kwargs}
        shape = given.get("shape")
        sizes = () if shape is None else shape if isinstance(shape, list | tuple) else (shape,)
        try:
            shape = tuple(map(size, sizes))
        except ArgumentError as error:
            raise LayerError(Problem("argument", at, self.written(), error.message)) from None
        dtype = self.names.dtype(given.get("dtype")) or self.operation.policy.variable
        name = given.get("name")
        trainable = given.get("trainable") is not False
        return self._weigh(
            "variable" if name is None else making.text(name), Weight(shape, trainable, dtype), at
        )

    def _weigh(self, name: str, weight: Weight, at: Place) -> TensorHost:
        x = self.names.graph.weight(self._unused(name), weight, at)
        x.node.operation.trainable = self.operation.trainable
        self.own.weights.append(x.node)
        return TensorHost(self.names, x)

    def _unused(self, name: str) -> str:
        """The name, numbered where another weight has it."""
        used = {node.operation.name for node in self.own.weights}
        number = 0
        while (unused := f"{name}_{number}" if number else name) in used:
            number += 1
        return unused

    def as_layer(self) -> Layer | None:
        if self.operation is not self.own:
            return OperationHost.as_layer(self)
        self.is_inside = True
        states = self._states()
        if states is None:
            return as_layer(self.own, self.names.graph)
        told = {"args": (Slot(0), [Slot(i) for i, _ in enumerate(states, 1)])}
        return as_cell(as_layer(self.own, self.names.graph, told), states)

    def _states(self) -> list[tuple[Any, ...]] | None:
        """The shapes of the states of a cell; None of what is no cell."""
        name = "state_size"
        if name not in self.attributes and self.cls.find(name) is UNBOUND:
            return None
        given = self.attribute(name, self.names.interpreter.here())
        sizes = given if isinstance(given, list | tuple) else [given]
        return [as_tuple(one) if isinstance(one, list | tuple) else (size(one),) for one in sizes]

    # Calling

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if self.cls.find("__call__") is not UNBOUND:
            return Instance.call(self, args, kwargs, at)
        return self.operate(args, kwargs, at)

    def operate(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """What `__call__` does."""
        self._need_begun(at)
        if self.operation is not self.own:
            return OperationHost.call(self, args, kwargs, at)
        names, found = self.names, list[KerasTensor]()
        every([args, kwargs])  # refuses what is nested without end
        if not names.is_inside:
            if any(map(is_unknown, every(args[:1]))):
                return Unknown(f"{self.written()}(…)", at, is_result=True)
            args, kwargs = names.as_inputs(args), names.as_inputs(kwargs)
        args, kwargs = slotted((args, kwargs), found)
        named = list(names_of(self._parameters(), args, kwargs))
        told = {"args": args, "kwargs": kwargs, "names": named}
        names.settle(found, self.own)
        names.graph.call(self.own, found, told)
        node = self.own.nodes[-1]
        body = self.own.body(tuple(x.tensor for x in found), told)
        return filled(body.returns, [TensorHost(names, x) for x in node.outputs])

    def _need_begun(self, at: Place) -> None:
        if not self.is_begun:
            reason = say("its __init__ does not call super().__init__(), which Keras wants first")
            raise LayerError(Problem("argument", at, self.kind, reason))

    def read(self, inputs: tuple[Tensor, ...]) -> Body:
        """What it runs on tensors of these shapes; without them, on what it was first called on.

        Raises `ReadError` where it was called on nothing, or on another number of tensors.
        """
        if not self.tells and not inputs and self.own.models:
            return self._side_by_side()
        if not self.own.nodes:
            inputs = inputs or self.told
        if inputs:
            self._forget()
            self.names.interpreter.apart(lambda: self._call_on(inputs))
        elif not self.own.nodes:
            if not self.tells:
                raise ReadError(self.silence(), self.own.at)
            raise untold(self.written())
        node = self.own.nodes[-1 if inputs else 0]
        self._note_unused()
        return self.own.body(tuple(x.tensor for x in node.inputs), node.told)

    def _side_by_side(self) -> Body:
        """The models that it keeps, each on what it reads itself, where nobody sees how it calls
        them: what trains a generator and a discriminator seldom has a `call`."""
        graph, body = self.names.graph, Body(self.own, (), ())
        with graph.inside(body):
            for model in self.own.models:
                inputs = tensors_in(model.inputs)
                graph.call(model, [placeholder(x.tensor, x.node.operation.name) for x in inputs])
        note = say(
            "{kind} has no method `call`: the models in it are shown, each on what it reads itself",
            kind=self.kind,
        )
        self.names.interpreter.note(note, self.own.at)
        return body

    def _note_unused(self) -> None:
        """Say which layers are made in vain."""
        for part in self.own.parts:
            keeps_nothing = rules.FAMILY.get(part.kind) in ("regularization", "activations")
            if not (part.is_built or keeps_nothing or self.names.host(part).is_inside):
                self.names.interpreter.note(
                    say("{layer} is never called, and keeps no weights", layer=part.name), part.at
                )

    def _call_on(self, inputs: tuple[Tensor, ...]) -> None:
        """Call it on tensors of these shapes, in the way in which it was first called."""
        here = self.names.interpreter.here()
        tensors = [TensorHost(self.names, placeholder(x, "input")) for x in inputs]
        if self.own.nodes:
            node = self.own.nodes[0]
            need_as_many(self.written(), len(node.inputs), len(inputs))
            args, kwargs = filled((node.told["args"], node.told["kwargs"]), tensors)
            self.operate(args, kwargs, here)
        elif len(self._required()) > 1 or len(tensors) == 1:
            self.operate(tensors, {}, here)
        else:
            self.operate([tensors], {}, here)

    def _forget(self) -> None:
        """Have it built anew, for other shapes."""
        for part in holding(self.own):
            if isinstance(part, Own) and isinstance(part.code, OwnLayer):
                part.traced.clear()
                part.code.is_built = False
                del part.weights[part.code.made_with :]

    def trace(self, body: Body, told: Told) -> None:
        """Follow the code of `call`, and of `build` before the first call."""
        names, found = self.names, list[KerasTensor]()
        self._need_begun(names.interpreter.here())
        tensors = [TensorHost(names, x) for x in body.inputs]
        args = filled(told.get("args", tuple(map(Slot, range(len(tensors))))), tensors)
        kwargs = filled(told.get("kwargs", {}), tensors)
        with names.graph.inside(body), self._inside(kwargs):
            self.build_once(args, kwargs)
            self._keep_variables()
            returns = self._run(list(args), dict(kwargs))
            unknown = next(filter(is_unknown, every([returns])), None)
            body.returns = slotted(names.as_tensors(returns), found)
            if unknown is not None and not found:
                raise LayerError(self._gives_unknown(unknown))
        body.outputs = found[0] if len(found) == 1 else tuple(found)

    def _gives_unknown(self, value: Any) -> Problem:
        at = value.at if isinstance(value, Unknown) else self.own.at
        reason = say("its `call` gives `{what}`, whose shape is not known", what=written(value))
        return Problem("unsupported", at, self.written(), reason)

    @contextmanager
    def _inside(self, kwargs: Mapping[str, Any]) -> Generator[None]:
        """Layers called inside learn from here whether the model is being trained; what is bound
        inside is no model of the source's, and what Python would stop at is the layer's mistake."""
        names, outer = self.names, self.names.training
        bindings = names.interpreter.bindings
        bound = len(bindings)
        names.training = outer if kwargs.get("training") is None else kwargs["training"]
        try:
            yield
        except Raised as raised:
            at = raised.at or names.interpreter.here()
            reason = stopped(raised, at).message
            raise LayerError(Problem("code", at, self.written(), reason)) from None
        except Limit:
            names.is_endless = True
            raise
        finally:
            del bindings[bound:]
            names.training = outer

    def _parameters(self) -> list[str]:
        """The names of what `call` takes, without `self`."""
        found = self.cls.find("call")
        return found.parameters[1:] if isinstance(found, Function) else []

    def _required(self) -> list[str]:
        """What `call` must be given."""
        found = self.cls.find("call")
        if not isinstance(found, Function):
            return []
        return [name for name in found.required[1:] if name not in ("training", "mask")]

    @property
    def tells(self) -> bool:
        """Whether its class says what it does when it is called."""
        return (
            self.operation is not self.own
            or self.inner is not None
            or (self.cls.find("call") is not UNBOUND)
        )

    def silence(self) -> Message:
        """Why nothing can be said of it."""
        return say("{kind} has no method `call`, so what it gives is not known", kind=self.kind)

    def _run(self, args: list[Any], kwargs: dict[str, Any]) -> Any:
        reader = self.names.interpreter
        found = self.cls.find("call")
        if found is UNBOUND:
            return self._call_of_base(args, kwargs, reader.here())
        if isinstance(found, Function):
            told = {"training": self.names.training, "mask": None}
            if "training" not in self._parameters() and not found.node.args.kwarg:
                kwargs.pop("training", None)
            for name in self._parameters()[len(args) :]:
                if name in told:
                    value = told[name]
                    kwargs.setdefault(name, found.default(name) if value is None else value)
        return reader.call(bound(found, self, reader.here()), args, kwargs, reader.here())

    def _call_of_base(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if self.inner is not None:
            return self.inner.call(args, kwargs, at)
        kind = "unsupported" if any(map(is_unknown, self.cls.mro)) else "code"
        raise LayerError(Problem(kind, self.own.at, self.written(), self.silence()))

    # Building

    def build_once(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        found = self.cls.find("build")
        if self.is_built:
            return
        self.is_built, self.made_with = True, len(self.own.weights)
        if not isinstance(found, Function):
            return
        reader = self.names.interpreter
        wanted = found.parameters[1:]
        shapes = [_shapes(value) for value in (*args, *kwargs.values())]
        given: dict[str, Any] = {}
        if len(wanted) > 1:
            named = {**dict(zip(self._parameters(), args)), **kwargs}
            by_name = {f"{name}_shape": _shapes(value) for name, value in named.items()}
            given = {name: by_name[name] for name in wanted if name in by_name}
        args = [] if given or not (wanted or found.node.args.vararg) else shapes[:1]
        reader.call(BoundMethod(found, self), args, given, reader.here())

    def build_base(self, input_shape: Any = None, *_: Any, **__: Any) -> None:
        """What `super().build(input_shape)` does."""
        if self.inner is not None:
            self.inner.build(input_shape)

    def parts(self) -> Sequence[Operation]:
        inner = [] if self.inner is None else [self.inner.operation]
        kept = every(self.attributes.values())
        found = [each.operation for each in kept if isinstance(each, OperationHost)]
        return list(dict.fromkeys([*inner, *found]))


class OwnModel(OwnLayer, ModelHost):
    """An instance of a class that derives from Keras's models."""

    def __init__(self, cls: Class, names: KerasNames, base: Made) -> None:
        super().__init__(cls, names, base)
        self.own.is_model = True
        names.own_models.append(self)

    attributes_of_base = (
        *OwnLayer.attributes_of_base,
        *("layers", "get_layer", "add", "pop", "fit", "predict", "evaluate", "train_on_batch"),
        *("fit_generator", "predict_on_batch", "test_on_batch", "predict_generator", "summary"),
        *("compile", "outputs", "inputs"),
    )

    def of_base(self, name: str, at: Place) -> Any:
        return ModelHost.attribute(self, name, at)

    def build_base(self, input_shape: Any = None, *_: Any, **__: Any) -> None:
        if not self.names.is_inside:
            self.start(input_shape)

    def start(self, shape: Any, dtype: str | None = None) -> None:
        if self.operation is not self.own:
            ModelHost.start(self, shape, dtype)
            return
        x = self._inputs(shape, dtype) if self.tells and not self.own.nodes else None
        if x is not None:
            self.operate([x], {}, self.names.interpreter.here())

    def _inputs(self, shape: Any, dtype: str | None) -> Any:
        """A tensor for a shape, batch included; a structure of them for a structure of shapes."""
        match shape:
            case dict():
                return {key: self._inputs(part, dtype) for key, part in shape.items()}
            case list() | tuple() if any(isinstance(part, list | tuple) for part in shape):
                return [self._inputs(part, dtype) for part in shape]
            case list() | tuple():
                sizes = self.names.shapes.whole(shape)
                return TensorHost(self.names, placeholder(Tensor(sizes, dtype), "input"))
            case _:
                return None


def as_cell(layer: Layer, states: Sequence[tuple[Any, ...]]) -> Layer:
    """A layer that goes from step to step: it puts out a tensor, and remembers the others."""
    rule = layer.rule

    def step(*inputs: Tensor, states: object) -> Facts:
        facts = rule.states(*inputs)
        output, *remembered = facts.outputs
        return facts._replace(output=(output, tuple(remembered)))

    step.__doc__ = rule.states.__doc__
    return layer._replace(rule=rule._replace(states=step, fixed={"states": tuple(states)}))


def as_kind(operation: Operation, kind: str) -> Operation:
    """The same operation, under the name of a class that changes nothing about it."""
    operation.kind = kind
    if operation.layer is not None:
        rule = operation.layer.rule._replace(name=kind)
        operation.layer = operation.layer._replace(rule=rule)
    return operation


def variable(names: KerasNames, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """`tf.Variable(initial_value)` and `keras.Variable(initializer, shape=…)`."""
    given = {**dict(zip(("initial_value", "trainable"), args)), **kwargs}
    value = given.get("initial_value", given.get("initializer"))
    reader = names.interpreter
    if given.get("shape") is not None and not isinstance(value, Array):
        value = Array(reader, axes_of(given["shape"]), "float32")
    made = array(reader, value)
    for number, dtype in ((bool, "bool"), (int, "int32"), (float, "float32")):
        made = Array(reader, (), dtype) if isinstance(made, number) else made
    if not isinstance(made, Array):
        return made
    made = made.like(made.shape, named(given.get("dtype")))
    name, trainable = given.get("name"), given.get("trainable") is not False
    return Variable(made, name if isinstance(name, str) else "", trainable)


def instance(names: KerasNames, cls: Class, base: Made) -> OwnLayer:
    """An object of a class of the source that derives from `base`."""
    return (OwnModel if base.name in MODELS else OwnLayer)(cls, names, base)


def _has_ends(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether `super().__init__(inputs, outputs)` makes a functional model."""
    return len(args) >= 2 or "outputs" in kwargs


def _shapes(value: Any) -> Any:
    """The shapes of what a layer is called on, as `build` is told them."""
    match value:
        case TensorHost():
            return value.static_shape
        case Array():
            return value.shape
        case dict():
            return {key: _shapes(part) for key, part in value.items()}
        case list() | tuple():
            return [_shapes(part) for part in value]
        case _:
            return None
