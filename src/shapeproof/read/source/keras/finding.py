"""Which model of a source is meant: the one asked for, the last one bound, or what a function
makes that nobody calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from shapeproof import ways
from shapeproof.message import Place, ReadError, ShapeproofError, say
from shapeproof.model import LayerError
from shapeproof.read.keras.nodes import Operation, Own, holding
from shapeproof.read.source.calling import called, instantiated, named_in
from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.keras.hosts import ModelHost, OperationHost
from shapeproof.read.source.keras.names import KerasNames, base_of
from shapeproof.read.source.objects import Class, Descriptor, Function
from shapeproof.read.source.scope import Binding
from shapeproof.read.source.values import Loaded


def asked(reader: Interpreter, names: KerasNames, entry: str) -> Operation:
    """The model that a name, a function or an expression of the source stands for."""
    value = reader.expression(entry)
    if isinstance(value, Function):
        value = reader.apart(partial(called, reader, value))
    if isinstance(value, Class) and base_of(value) is not None:
        value = reader.apart(partial(instantiated, reader, value))
    if isinstance(value, OperationHost) and isinstance(value.operation, Own):
        return value.operation
    if isinstance(value, Class):
        made = (outermost(reader.apart(make)) for make in of_class(reader, value))
        found = next((model for model in made if model is not None), None)
        if found is not None:
            return found
    if (model := outermost(value)) is not None:
        return model
    if isinstance(value, Loaded):
        raise ReadError(value.why, value.at)
    raise ReadError(say("`{entry}` is no model, and makes none", entry=entry))


def last(reader: Interpreter, names: KerasNames) -> Operation:
    """The model that the source bound last; else the one that its last function or class makes."""
    if model := bound_last(reader):
        return model
    if model := outermost([one for one in names.own_models if one.is_told]):
        return model
    own = own_models(reader)
    made = [model for model in names.graph.models if says_something(model)]
    here = [model for model in made if model not in beside(reader)]
    if not own and here:
        return here[-1]
    used = any(isinstance(value, ModelHost) for value in reader.module_scope.values.values())
    if not used and (model := made_by_functions(reader, names)):
        return model
    if own:
        object_of_it: ModelHost = reader.apart(partial(instantiated, reader, own[-1]))
        return object_of_it.operation
    if made:
        return made[-1]
    if layer := own_layer(reader):
        return layer
    for loaded in (*reversed(names.loaded), *unread(reader)):
        raise ReadError(loaded.why, loaded.at)
    raise ReadError(say("no model is made here; name what makes it, {way}", way=ways.UNNAMED))


def own_models(reader: Interpreter) -> list[Class]:
    """The source's own classes of models, those last that no other class or function makes."""
    values = reader.module_scope.values.values()
    own = list(dict.fromkeys(v for v in values if isinstance(v, Class) and is_model(v)))
    used = {name for value in values for name in named_in(value)}
    return sorted(own, key=lambda cls: cls.name not in used)


def beside(reader: Interpreter) -> list[Operation]:
    """The models to which files beside the source give a name."""
    values = reader.neighbours.values() if reader.neighbours else ()
    return [value.operation for value in values if isinstance(value, ModelHost)]


def unread(reader: Interpreter) -> list[Loaded]:
    """What could not be read of the files beside the source."""
    return reader.neighbours.unread if reader.neighbours else []


def bound_last(reader: Interpreter) -> Operation | None:
    """The model that was last given a name, in the module or in a function that it calls."""
    silent: list[Own] = []
    for binding in reversed(bound_outside(reader)):
        value = binding.value
        if not isinstance(value, ModelHost):
            continue
        model = value.operation
        if isinstance(model, Own) and not (value.tells or model.models):
            silent.append(model)
        elif says_something(model):
            for own in dict.fromkeys(silent):
                reader.note(own.code.silence(), own.at)
            return model
    return silent[0] if silent else None


def own_layer(reader: Interpreter) -> Operation | None:
    """The layer of a class of the source's own that was bound last; else one of its last class."""
    for binding in reversed(bound_outside(reader)):
        value = binding.value
        if isinstance(value, OperationHost) and isinstance(value.operation, Own):
            return value.operation
    values = reader.module_scope.values.values()
    classes = [value for value in values if isinstance(value, Class) and base_of(value)]
    if not classes:
        return None
    layer: OperationHost = reader.apart(partial(instantiated, reader, classes[-1]))
    return layer.operation


def bound_outside(reader: Interpreter) -> list[Binding]:
    """What is given a name outside the classes that derive from Keras's: what their methods bind is
    a part of theirs."""
    values = reader.module_scope.values.values()
    own = [value for value in values if isinstance(value, Class) and base_of(value)]
    methods = [method for cls in own for method in cls.namespace.values()]
    return [
        binding
        for binding in reader.bindings
        if not any(isinstance(one, Function) and stands_in(binding.at, one) for one in methods)
    ]


def stands_in(place: Place, function: Function) -> bool:
    """Whether a place is inside the text of a function."""
    cell, node = function.cell, function.node
    last = node.end_lineno or node.lineno
    is_same = (place.cell, place.file) == (cell.number, cell.file)
    return is_same and node.lineno <= place.line <= last


def is_model(cls: Class) -> bool:
    base = base_of(cls)
    return base is not None and base.name in ("Model", "Functional", "Sequential")


def says_something(model: Operation) -> bool:
    return model.is_built or bool(model.parts)


def outermost(value: Any) -> Operation | None:
    """The model that a value is, or has among others: the last that is inside none of them."""
    if isinstance(value, ModelHost):
        return value.operation
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list | tuple):
        return None
    models = [each.operation for each in value if isinstance(each, ModelHost)]
    whole = [
        model
        for model in models
        if not any(other is not model and model in holding(other) for other in models)
    ]
    return whole[-1] if whole else None


def made_by_functions(reader: Interpreter, names: KerasNames) -> Operation | None:
    """What a function makes that no other one calls, the last first; then methods of classes.

    Raises what stopped the first of them if none makes a model.
    """
    refusals: list[ShapeproofError] = []
    for make in makers(reader):
        before = len(names.graph.models)
        try:
            value = reader.apart(make)
            if (model := outermost(value)) is not None:
                return model
            made = [model for model in names.graph.models[before:] if says_something(model)]
            if value is None and made:
                return made[-1]
        except ShapeproofError as error:
            refusals.append(error)
    refusals.sort(key=lambda error: not isinstance(error, LayerError))
    if refusals:
        raise refusals[0]
    return None


def makers(reader: Interpreter) -> Iterator[Callable[[], Any]]:
    """Calls that may make a model."""
    values: dict[str, Any] = reader.module_scope.values
    functions = [value for value in values.values() if isinstance(value, Function)]
    inner = {name for function in functions for name in named_in(function)}
    functions.sort(key=lambda function: function.name not in inner)
    for function in reversed(functions):
        yield partial(called, reader, function)
    for cls in reversed([value for value in values.values() if isinstance(value, Class)]):
        if base_of(cls) is None:
            yield from of_class(reader, cls)


def of_class(reader: Interpreter, cls: Class) -> Iterator[Callable[[], Any]]:
    """Calls of the methods of a builder class: `LeNet.build(width, height)`."""
    for name, value in reversed(list(cls.namespace.items())):
        function = value.function if isinstance(value, Descriptor) else value
        if isinstance(function, Function) and not name.startswith("__"):
            sort = value.sort if isinstance(value, Descriptor) else ""
            yield partial(method_called, reader, cls, function, sort)


def method_called(reader: Interpreter, cls: Class, function: Function, sort: str) -> Any:
    if sort == "staticmethod":
        return called(reader, function)
    owner: Any = cls if sort == "classmethod" else instantiated(reader, cls)
    return called(reader, function, owner)
