"""Live Keras models, on any backend, and those of `tf_keras`.

Only what a model says of itself is read: its layers' settings, the tensors between them, names and
shapes of weights.  Nothing is called, made or changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shapeproof.algebra.formula import PerExample
from shapeproof.message import Note, ReadError, say
from shapeproof.model import Call, LayerError, Model, Shown
from shapeproof.read import sizes
from shapeproof.read.keras.config import OPEN, Configs, model_of
from shapeproof.read.keras.nodes import KerasModel, KerasTensor, Operation, Sequential, tensors_in
from shapeproof.read.keras.operations import WRAPPED
from shapeproof.read.keras.order import in_keras_order
from shapeproof.read.keras.settings import Saved, is_keras
from shapeproof.read.keras.stated import Stated
from shapeproof.rules import keras as rules
from shapeproof.rules.keras import legacy
from shapeproof.rules.rule import UNKNOWN, Facts, Layer, Tensor, Weight


def read(model: Any, inputs: Sequence[Any] = (), keywords: Mapping[str, Any] = {}) -> Model:
    """What a live model is made of; `inputs` are the shapes that it shall read instead of its own.

    Raises `ReadError` for a model that has not been built.
    """
    if keywords:
        raise ReadError(say("only a live model of torch takes inputs by name"))
    found = _read(model, tuple(map(sizes, inputs)))
    if (optimizer := getattr(model, "optimizer", None)) is None:
        return found
    from shapeproof.read.keras.training import live

    return found._replace(compiled=live(optimizer, found.trained))


def _read(model: Any, inputs: tuple[Tensor, ...]) -> Model:
    live = Live()
    if ends_of(model) is not None:
        return model_of(live.configs, lambda _: live.model(model), inputs)
    if is_stack(model) and not model.built:
        return model_of(live.configs, lambda _: live.stack(model), inputs)
    if inputs:
        raise ReadError(
            say(
                "{name} is a class of its author's own, and how it calls its layers is not read; "
                "call it on data of this shape, and explain it without one",
                name=model.name,
            )
        )
    parts = Parts(live)
    return parts.model(model) if parts_of(model) else parts.alone(model)


class Live:
    """Live layers and models, each made once, in one graph."""

    def __init__(self) -> None:
        self.configs = Configs()
        self.graph = self.configs.graph
        self.made: dict[int, Operation] = {}
        self.tensors: dict[int, KerasTensor] = {}

    def operation(self, layer: Any) -> Operation:
        """What stands for a live layer, always the same one."""
        if id(layer) not in self.made:
            self.made[id(layer)] = self._made(layer)
        return self.made[id(layer)]

    def _made(self, layer: Any) -> Operation:
        if ends_of(layer) is not None:
            return self.model(layer)
        made = self.configs.layer(saved_of(layer))
        made.is_layer, made.is_model = is_layer(layer), is_model(layer)
        made.trainable = getattr(layer, "trainable", True) is not False
        if made.layer is None and made.is_layer:
            self.configs.stated[made] = Stated(made.kind, weights_of(layer))
            made.inside = Parts(self).inside(layer)
        return made

    def model(self, model: Any) -> KerasModel:
        """A model whose tensors Keras knows."""
        ends = ends_of(model)
        assert ends
        inputs, outputs = ends
        for x in inputs:
            self._input(x)
        calls = list(calls_between(inputs, outputs))
        for layer in {id(call[0]): call[0] for call in calls}.values():
            self.operation(layer)
        for layer, number in calls:
            self._call(layer, number)
        read, given = ([self.tensors[id(x)] for x in some] for some in (inputs, outputs))
        made = self._sequential(model) if is_stack(model) else self._functional(model)
        made.trainable = model.trainable is not False
        made.inputs, made.outputs = tuple(read), tuple(given)
        made.order = in_keras_order(read, given)
        self.graph.models.append(made)
        return made

    def _functional(self, model: Any) -> KerasModel:
        made = KerasModel(type(model).__name__, model.name, None)
        made.classic = model.name
        return made

    def _sequential(self, model: Any) -> Sequential:
        made = Sequential(model.name, None)
        made.stack = [self.operation(layer) for layer in model.layers]
        return made

    def stack(self, model: Any) -> Sequential:
        """A stack of layers that has not been told what it reads."""
        made = self.graph.sequential(model.name)
        made.trainable = model.trainable is not False
        for layer in model.layers:
            self.graph.add(made, self.operation(layer), rebuild=False)
        return made

    def _input(self, x: Any) -> None:
        if id(x) in self.tensors:
            return
        layer, _, index = x._keras_history
        sizes = self.configs.sizes.shape(sizes_of(x), layer.name)
        made = self.graph.input(Tensor(sizes, dtype_of(x)), layer.name)
        self.made.setdefault(id(layer), made)
        self.tensors[id(x)] = made.nodes[0].outputs[index]

    def _call(self, layer: Any, number: int) -> None:
        """One call that Keras remembers."""
        node, operation = layer._inbound_nodes[number], self.operation(layer)
        given = flat(node.outputs)
        if all(id(x) in self.tensors for x in given):
            return
        args, kwargs = (self._swapped(part) for part in arguments_of(node))
        output = UNKNOWN
        if operation.layer is None or operation.layer.rule.name in OPEN:
            output = tuple(self._tensor(x) for x in given)
            output = output[0] if len(output) == 1 else output
        made = self.configs.call(operation, args, kwargs, output)
        made.number = number
        if operation.layer is not None and operation not in self.configs.stated:
            read = tuple(x.tensor for x in made.inputs)
            facts = self.graph.facts(operation, read, made.told)
            operation.layer = as_kept(operation.layer, facts, layer)
        self.tensors |= zip(map(id, given), made.outputs)

    def _tensor(self, x: Any) -> Tensor:
        return Tensor(self.configs.sizes.shape(sizes_of(x), "?"), dtype_of(x))

    def _swapped(self, value: Any) -> Any:
        match value:
            case _ if id(value) in self.tensors:
                return self.tensors[id(value)]
            case dict():
                return {key: self._swapped(value[key]) for key in value}
            case list() | tuple():
                return [self._swapped(one) for one in value]
            case _:
                return value


class Parts:
    """The layers that a class of somebody's own keeps, whose calls nobody can see."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.notes: list[Note] = []
        self.seen: set[int] = set()  # layers and weights

    def model(self, model: Any) -> Model:
        """Rows for the layers of a model, and for weights of its own."""
        if not model.built and not any(part.weights for part in parts_of(model)):
            raise ReadError(
                say(
                    "{name} has not been built: call it on data once, or model.build(input_shape)",
                    name=model.name,
                )
            )
        note = say(
            "how {kind} calls its layers is not read: each counts as called once, on what it "
            "was built for",
            kind=type(model).__name__,
        )
        found = self._model(model, self._calls(model))
        return found._replace(notes=(Note(None, note), *self.notes))

    def alone(self, layer: Any) -> Model:
        """One layer by itself, as a model of that layer."""
        found = self._model(layer, [self._call(layer)])
        return found._replace(notes=tuple(self.notes))

    def inside(self, layer: Any) -> Model | None:
        """The same of a layer that has layers; None for one that has none."""
        return self._model(layer, self._calls(layer)) if parts_of(layer) else None

    def _model(self, layer: Any, calls: Sequence[Call]) -> Model:
        kind, trainable = type(layer).__name__, layer.trainable is not False
        listed = tuple(part.name for part in parts_of(layer))
        return Model(
            layer.name, kind, "keras", tuple(calls), base="Model", listed=listed,
            trainable=trainable,
        )  # fmt: skip

    def _calls(self, layer: Any) -> list[Call]:
        own = self._own(layer)
        return [*([own] if own else []), *(self._call(part) for part in parts_of(layer))]

    def _own(self, layer: Any) -> Call | None:
        """The weights that belong to no part."""
        of_parts = {id(w) for part in parts_of(layer) for w in part.weights}
        weights = weights_of(layer, [w for w in layer.weights if id(w) not in of_parts])
        kept = Stated(type(layer).__name__, weights).layer(layer.name)
        return Call(layer.name, kept, (), kept()) if weights else None

    def _call(self, part: Any) -> Call:
        reused = id(part) in self.seen
        self.seen.add(id(part))
        if ends_of(part) is not None:
            return self._functional(part, reused)
        made = self.live.configs.layer(saved_of(part))
        made.trainable = part.trainable is not False
        if made.layer is None and parts_of(part):
            layer = Stated(made.kind, weights_of(part)).layer(made.name)
            inside = self._model(part, self._calls(part))
            return Call(
                made.name, layer, (), layer(), (), None, reused, made.trainable, inside,
                Shown(is_model=is_model(part)),
            )  # fmt: skip
        if not part.built:
            self.notes.append(
                Note(
                    None,
                    say("{layer} has never been called: it has no weights yet", layer=made.name),
                )
            )
        layer, inputs, facts = self._known(part, made)
        return Call(made.name, layer, inputs, facts, (), None, reused, made.trainable)

    def _functional(self, part: Any, reused: bool) -> Call:
        """A model among the parts whose own calls are known."""
        made = self.live.model(part)
        inputs = tuple(self._example(x.tensor, part) for x in tensors_in(made.inputs))
        model = self.live.graph.model(made, inputs)
        stated = Stated(made.kind, weights_of(part)).layer(made.name)
        facts = self.live.graph.facts(made, inputs)._replace(weights=weights_of(part))
        shown = Shown(is_model=True)
        return Call(
            made.name, stated, inputs, facts, (), None, reused, made.trainable, model, shown
        )

    def _known(self, part: Any, made: Operation) -> tuple[Layer, tuple[Tensor, ...], Facts]:
        """A layer on what it was built for; without that, only with the weights it has."""
        inputs = self._built_for(part, made)
        if made.layer is not None and inputs:
            try:
                facts = self.live.graph.facts(made, inputs)
                layer = as_kept(made.layer, facts, part)
                made.layer = layer
                return layer, inputs, self.live.graph.facts(made, inputs)
            except LayerError:
                pass
        layer = Stated(made.kind, weights_of(part)).layer(made.name)
        return layer, (), layer()

    def _built_for(self, part: Any, made: Operation) -> tuple[Tensor, ...]:
        try:
            config = part.get_build_config() or {}
        except Exception:  # somebody's own method
            return ()
        shapes = config.get("shapes_dict") or {"input_shape": config.get("input_shape")}
        found: list[Tensor] = []
        for shape in shapes.values():
            if not is_shape(shape):
                break
            sizes = self.live.configs.sizes.shape(shape, made.name)
            found.append(self._example(Tensor(sizes), part))
        return tuple(found)

    def _example(self, x: Tensor, part: Any) -> Tensor:
        """What a layer was built for, without the batch that happened to come first."""
        if getattr(part, "stateful", False):
            return x
        return x._replace(shape=(PerExample(1), *x.shape[1:]))


def is_shape(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) > 0
        and all(size is None or isinstance(size, int) for size in value)
    )


def saved_of(layer: Any) -> Saved:
    """A layer's class and settings; the settings only of Keras's own, whose methods are known."""
    kind = type(layer).__name__
    own = is_keras(type(layer).__module__) and kind not in OPEN
    config = {"name": layer.name}
    if own and (rules.rule(legacy.current(kind)) or not is_layer(layer)):
        config = {**layer.get_config(), "name": layer.name}
    return Saved(kind, own, is_layer(layer), config, {})


def is_layer(operation: Any) -> bool:
    """Whether it is a layer, and no operation; Keras 2 wrapped operations in layers."""
    return hasattr(operation, "add_weight") and type(operation).__name__ not in WRAPPED


def is_model(layer: Any) -> bool:
    return any(cls.__name__ == "Model" for cls in type(layer).__mro__)


def is_stack(model: Any) -> bool:
    return any(cls.__name__ == "Sequential" for cls in type(model).__mro__)


def ends_of(model: Any) -> tuple[list[Any], list[Any]] | None:
    """The tensors that a functional model reads and gives; None for anything else."""
    try:
        inputs, outputs = flat(model.inputs), flat(model.outputs)
    except (AttributeError, ValueError):
        return None
    known = inputs and outputs and all(hasattr(x, "_keras_history") for x in (*inputs, *outputs))
    return (inputs, outputs) if known else None


def calls_between(inputs: Sequence[Any], outputs: Sequence[Any]) -> Iterator[tuple[Any, int]]:
    """The calls that lead from inputs to outputs, each after those that it reads.

    Calls of one layer come in the order in which they were made.
    """
    done: set[tuple[int, int]] = set()
    begun = {id(x) for x in inputs}
    waiting = [(x, False) for x in reversed(outputs)]
    while waiting:
        x, is_read = waiting.pop()
        layer, number, _ = x._keras_history
        if id(x) in begun or (id(layer), number) in done:
            continue
        if is_read:
            done.add((id(layer), number))
            yield layer, number
        else:
            waiting.append((x, True))
            waiting += [(y, False) for y in reversed(read_by(layer._inbound_nodes[number]))]


def arguments_of(node: Any) -> tuple[Any, Any]:
    """What a layer was called on; Keras 3 keeps it elsewhere than Keras 2."""
    if hasattr(node, "arguments"):
        return node.arguments.args, node.arguments.kwargs
    return node.call_args, node.call_kwargs


def read_by(node: Any) -> list[Any]:
    return [x for x in flat(arguments_of(node)) if hasattr(x, "_keras_history")]


def flat(structure: Any) -> list[Any]:
    """All that is in lists, tuples and dicts, in their order."""
    if isinstance(structure, dict):
        return [x for key in structure for x in flat(structure[key])]
    if isinstance(structure, list | tuple):
        return [x for part in structure for x in flat(part)]
    return [structure]


def parts_of(layer: Any) -> list[Any]:
    """The layers that a layer keeps."""
    return [
        part
        for part in layer._flatten_layers(include_self=False, recursive=False)
        if not any(cls.__name__ == "InputLayer" for cls in type(part).__mro__)
    ]


def sizes_of(x: Any) -> list[int | None]:
    return [None if size is None else int(size) for size in x.shape]


def dtype_of(x: Any) -> str:
    """`float32`, also of a dtype of TensorFlow or NumPy."""
    return str(getattr(x.dtype, "name", x.dtype))


def weights_of(layer: Any, weights: Sequence[Any] | None = None) -> dict[str, Weight]:
    """A layer's weights as they are, under the names that they have in it."""
    found: dict[str, Weight] = {}
    for w in layer.weights if weights is None else weights:
        path = str(getattr(w, "path", w.name)).removesuffix(":0")
        name = path.rpartition(f"{layer.name}/")[2]
        number = 1
        while (unused := name if number == 1 else f"{name}_{number}") in found:
            number += 1
        found[unused] = Weight(tuple(sizes_of(w)), bool(w.trainable), dtype_of(w))  # type: ignore[arg-type]
    return found


def as_kept(layer: Layer, facts: Facts, live: Any) -> Layer:
    """The layer with the weights that it has, should they be others than its rule says."""
    weights = weights_of(live) if is_layer(live) and live.built else {}
    learns = live.trainable is not False if weights else True
    ours = [(w.shape, w.dtype, w.trainable and learns) for w in facts.weights.values()]
    theirs = [(w.shape, w.dtype, w.trainable) for w in weights.values()]
    if not weights or sorted(map(repr, ours)) == sorted(map(repr, theirs)):
        return layer
    return layer._replace(weights=weights)
