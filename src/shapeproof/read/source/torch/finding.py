"""Which model of a source is meant, and what it reads."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from shapeproof import ways
from shapeproof.message import Place, ReadError, ShapeproofError, closest, say
from shapeproof.model import LayerError
from shapeproof.read.source.calling import called, instantiated, named_in
from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.objects import Class, Function
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.torch.modules import Leaf, Module
from shapeproof.read.source.torch.names import TorchNames
from shapeproof.read.source.torch.own import ModuleClass
from shapeproof.read.source.torch.running import Run
from shapeproof.read.source.values import Loaded, Unknown
from shapeproof.read.torch.trace import written_shape
from shapeproof.rules.rule import Tensor


class Found(NamedTuple):
    """A model, and the call of it that the source makes, where it makes one."""

    module: Module
    run: Run | None


def asked(reader: Interpreter, names: TorchNames, entry: str) -> Found:
    """The model that a name, a function or an expression of the source stands for.

    Raises `ReadError` where it is none.
    """
    value = reader.expression(entry)
    if isinstance(value, Function):
        value = reader.apart(partial(called, reader, value))
    if isinstance(value, Class) and is_module(value):
        value = reader.apart(partial(instantiated, reader, value))
    if isinstance(value, Loaded):
        raise ReadError(value.why, value.at)
    if (module := module_in(value)) is not None:
        return Found(module, called_last(names, module))
    if isinstance(value, Unknown) and (close := closest(entry, named_here(reader))):
        raise ReadError(say("there is no `{entry}` here; did you mean `{close}`?",
                            entry=entry, close=close))  # fmt: skip
    raise ReadError(say("`{entry}` is no model, and makes none", entry=entry))


def named_here(reader: Interpreter) -> list[str]:
    """What a model may be asked for by."""
    classes, functions = own_classes(reader), own_functions(reader)
    return [*(cls.name for cls in classes), *(function.name for function in functions)]


def only(reader: Interpreter, names: TorchNames) -> Found:
    """The model of a source that has one: what it calls last, what it binds, or what it defines.

    Raises `ReadError` where there is none, or nobody can say which.
    """
    if names.runs:
        run = outermost_run(names)
        note_others(reader, names, run)
        return Found(run.root, run)
    for told in reversed(names.told):
        return Found(told.model, None)
    bound = bound_outside(reader)
    if bound:
        return Found(bound[-1], None)
    if (tested := first_test(reader, names)) is not None:
        return Found(tested.root, tested)
    if not own_classes(reader) and (inner := bound_in_functions(reader)):
        return Found(inner[-1], None)
    if not own_classes(reader):
        need_built(reader)
    return Found(defined(reader, names), None)


def need_built(reader: Interpreter) -> None:
    """What is asked for is no model that somebody else has made, elsewhere."""
    for value in reversed(reader.module_scope.values.values()):
        if isinstance(value, Loaded):
            raise ReadError(value.why, value.at)


def bound_in_functions(reader: Interpreter) -> list[Module]:
    """The modules to which functions give a name that nobody calls."""
    for function in uncalled(reader):
        with suppress(ShapeproofError):
            reader.apart(partial(called, reader, function))
    return [
        binding.value.face
        for binding in reader.bindings
        if isinstance(binding.value, Module) and says_something(binding.value)
    ]


def own_classes(reader: Interpreter) -> list[Class]:
    """The classes of modules that the source defines."""
    values = reader.module_scope.values.values()
    classes = (value for value in values if isinstance(value, Class) and is_module(value))
    return [cls for cls in dict.fromkeys(classes) if not is_described(cls)]


def own_functions(reader: Interpreter) -> list[Function]:
    values = reader.module_scope.values.values()
    return [one for one in values if isinstance(one, Function) and not is_described(one)]


def is_described(value: Class | Function) -> bool:
    """Whether a text of ours has it, for a package that the source imports."""
    if isinstance(value, Function):
        return value.cell.is_ours
    return any(is_described(one) for one in value.namespace.values() if isinstance(one, Function))


def first_test(reader: Interpreter, names: TorchNames) -> Run | None:
    """The call of a model that a function makes which needs nothing and which nobody calls.

    Raises `LayerError` where the model that it calls is wrong.
    """
    for test in (*functions_that_test(reader), *methods_that_test(reader)):
        before = len(names.runs)
        try:
            reader.apart(test)
        except LayerError:
            if len(names.runs) > before:
                raise
        except ShapeproofError:
            continue
        if len(names.runs) > before:
            run = outermost_run(names)
            note_taken(reader, run.reads, run.at)
            return run
    return None


def functions_that_test(reader: Interpreter) -> Iterator[Callable[[], Any]]:
    for function in filter(makes_data, uncalled(reader)):
        yield partial(called, reader, function)


def methods_that_test(reader: Interpreter) -> Iterator[Callable[[], Any]]:
    """Those of classes for pytest and unittest."""
    for cls in reader.module_scope.values.values():
        if not isinstance(cls, Class) or is_module(cls):
            continue
        for name, method in cls.namespace.items():
            if isinstance(method, Function) and name.startswith("test") and makes_data(method):
                yield partial(called_on_new, reader, cls, method)


def called_on_new(reader: Interpreter, cls: Class, method: Function) -> Any:
    """What a method gives, called on a new object of its class."""
    owner = reader.call(cls, [], {}, reader.here())
    if (prepare := cls.find("setUp")) is not UNBOUND:
        reader.call(prepare, [owner], {}, reader.here())
    return reader.call(method, [owner], {}, reader.here())


def note_taken(reader: Interpreter, inputs: Sequence[Tensor], at: Place | None) -> None:
    told = say("took the input as {shape}, as this line has it", shape=written_shapes(inputs))
    reader.note(told, at)


def written_shapes(inputs: Sequence[Tensor]) -> str:
    return ", ".join(written_shape(x.shape) for x in inputs)


def note_others(reader: Interpreter, names: TorchNames, run: Run) -> None:
    """Say it where a model is called on other shapes too."""
    read = beyond_batch(names, run)
    calls = [one for one in names.runs if one.root is run.root and one is not run]
    others = [one for one in calls if beyond_batch(names, one) != read]
    if others and run.reads:
        reader.note(
            say("{name} is called {n} times, on other shapes each time; this is the last call, on "
                "{shape}", name=run.root.kind, n=len(others) + 1,
                shape=written_shapes(run.reads)), run.at
        )  # fmt: skip


def beyond_batch(names: TorchNames, run: Run) -> list[Any]:
    """The shapes that a model is called on, without the sizes of batches that loaders give."""
    shapes = [x.shape for x in run.reads]
    return [shape[1:] if shape[:1] and shape[0] in names.batches else shape for shape in shapes]


def outermost_run(names: TorchNames) -> Run:
    """The last call from outside of a model; a loss or an activation by itself is none, and a
    layer of a model that is called too is a part of that."""
    telling = [run for run in names.runs if says_something(run.root)]
    roots = dict.fromkeys(run.root for run in telling)
    inner = {part for root in roots for _, part in root.tree() if part is not root}
    whole = [run for run in telling if run.root not in inner]
    return [*names.runs[-1:], *telling, *whole][-1]


def called_last(names: TorchNames, module: Module) -> Run | None:
    """The last call of this model."""
    return next((run for run in reversed(names.runs) if run.root is module), None)


def bound_outside(reader: Interpreter) -> list[Module]:
    """The modules that the source gives a name outside of methods, the last one last."""
    return [
        binding.value.face
        for binding in reader.bindings
        if isinstance(binding.value, Module)
        and not binding.function
        and says_something(binding.value)
    ]


def says_something(module: Module) -> bool:
    return not isinstance(module, Leaf) or bool(module.weights)


def uncalled(reader: Interpreter) -> list[Function]:
    """Functions that need nothing and that nobody calls: `test()`, `main()`."""
    values = reader.module_scope.values
    used = {name for value in values.values() for name in named_in(value)}
    return [f for f in own_functions(reader) if not f.required and f.name not in used]


MAKING = ("randn", "rand", "zeros", "ones", "randint")


def makes_data(function: Function) -> bool:
    """Whether a function makes data to call a model on: `torch.randn(…)`."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in MAKING for node in ast.walk(function.node)
    )


def defined(reader: Interpreter, names: TorchNames) -> Module:
    """An object of the one class that no other code of the source uses.

    Raises `ReadError` with the candidates where there are several.
    """
    classes = own_classes(reader)
    functions = own_functions(reader)
    used = {name for value in (*classes, *functions) for name in named_in(value)}
    roots = [cls for cls in classes if cls.name not in used]
    makers = [f for f in functions if f.name not in used and makes_module(f, classes)]
    choices: list[Class | Function] = [*roots, *makers]
    if not choices:
        choices = list(classes[-1:])
    if not choices:
        raise ReadError(say("no model is made here; name what makes it, {way}", way=ways.UNNAMED))
    if len(choices) > 1:
        candidates = tuple(choice.name for choice in choices)
        raise ReadError(
            say("there are several models here; name one, {way}: {candidates}",
                way=ways.named(candidates[0]), candidates=candidates)
        )  # fmt: skip
    [choice] = choices
    make = instantiated if isinstance(choice, Class) else called
    value = reader.apart(partial(make, reader, choice))  # type: ignore[arg-type]
    if (module := module_in(value)) is not None:
        return module
    if names.runs:
        return outermost_run(names).root
    raise ReadError(say("`{entry}` is no model, and makes none", entry=choice.name))


def makes_module(function: Function, classes: list[Class]) -> bool:
    """Whether a function returns an object of one of these classes, as far as its text tells."""
    names = {cls.name for cls in classes}
    return any(
        isinstance(node, ast.Return)
        and any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(node))
        for node in ast.walk(function.node)
    ) or (bool(names & named_in(function)) and returns_something(function))


def returns_something(function: Function) -> bool:
    return any(
        isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function.node)
    )


def is_module(cls: Class) -> bool:
    return any(isinstance(base, ModuleClass) for base in cls.mro)


def module_in(value: Any) -> Module | None:
    """The model that a value is, or has among others, the last of them."""
    if isinstance(value, Module):
        return value.face
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, list | tuple | dict):
        found = [module for part in parts if (module := module_in(part)) is not None]
        return found[-1] if found else None
    return None
