"""What an argument of a command may be: files with models, names in them, layers, keys."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import ast

    from shapeproof.model import Call
    from shapeproof.read import Shapes, Target
    from shapeproof.subject import Subject

Kind = Literal["words", "models", "files"]
"""Words by themselves; paths of models; paths of anything, which the shell finds itself."""
Candidates = Mapping[str, str]
"""What may stand there, and what it is."""
Given = Mapping[str, list[str]]
"""What has been typed, by the names that the parser has for it."""
Completer = Callable[[str, Given], tuple[Kind, Candidates]]


def models(prefix: str, given: Given) -> tuple[Kind, Candidates]:
    """Files that there are readers for, and folders; behind a colon, what such a file defines."""
    from shapeproof.read import FILES, KINDS

    target = _target(prefix)
    if target.entry or prefix.endswith(":"):
        file = prefix.removesuffix(target.entry)
        return "words", {f"{file}{name}": kind for name, kind in _defined(target.file).items()}
    folder, slash, name = prefix.rpartition("/")
    found: dict[str, str] = {}
    for entry in sorted(os.scandir(_home(folder + slash) or "."), key=lambda one: one.name):
        if entry.name.startswith(".") is not name.startswith("."):
            continue
        if entry.is_dir():
            found[f"{folder}{slash}{entry.name}/"] = ""
        elif entry.name.endswith((*KINDS, *FILES)):
            found[f"{folder}{slash}{entry.name}"] = ""
    return "models", found


def files(prefix: str, given: Given) -> tuple[Kind, Candidates]:
    return "files", {}


def layers(prefix: str, given: Given) -> tuple[Kind, Candidates]:
    """The layers of the model; where no path begins so, those that go by a last name."""
    from shapeproof.read import read

    calls = {call.path: call for call in reversed(read(*_asked(given)).tree)}
    last = Counter(path.rpartition(".")[2] for path in calls)
    short = {path.rpartition(".")[2]: call for path, call in calls.items()}
    known = {name: call for name, call in short.items() if last[name] == 1}
    begin = any(path.startswith(prefix) for path in calls)
    shown = dict(reversed((calls if begin else known).items()))
    return "words", {name: _told(call) for name, call in shown.items()}


def _told(call: Call) -> str:
    from shapeproof.render.writing import shapes

    return f"{call.type} {shapes(call.facts.outputs)}"


def keys(prefix: str, given: Given) -> tuple[Kind, Candidates]:
    """`conv1d.kernel_size` and `input.1`; several, by commas."""
    before = prefix[: prefix.rfind(",") + 1]
    return "words", {before + key: about for key, about in _keys(given)}


def bounds(prefix: str, given: Given) -> tuple[Kind, Candidates]:
    """The unknowns that were named, or any."""
    asked = [key for words in (*given.get("asked", ()), *given.get("free", ()))
             for key in words.split(",")]  # fmt: skip
    named = dict.fromkeys(asked, "") or dict(_keys(given))
    return "words", {f"{key}=": about for key, about in named.items()}


def varied(prefix: str, given: Given) -> tuple[Kind, Candidates]:
    """`conv1d.padding=`, and what settings may be."""
    key, equals, values = prefix.partition("=")
    if not equals:
        return "words", {f"{key}=": about for key, about in _keys(given)}
    from shapeproof.rules.arguments import choices_of

    if (place := _subject(given).place(key)) is None:
        return "words", {}
    layer, name = place
    start = f"{key}={values[: values.rfind(',') + 1]}"
    choices = (_written(one) for one in choices_of(layer.rule, name))
    return "words", {start + one: "" for one in choices}


def _written(choice: Any) -> str:
    return str(choice).lower() if isinstance(choice, bool) else str(choice)


def numbers(prefix: str, given: Given) -> tuple[Kind, Candidates]:
    """What candidates are ranked by; several, by commas, the largest first with a minus."""
    from shapeproof.quantities import TOTALS

    before = prefix[: prefix.rfind(",") + 1]
    sign = "-" if prefix[len(before) :].startswith("-") else ""
    return "words", dict.fromkeys((before + sign + name for name in TOTALS), "")


def optimizers(prefix: str, given: Given) -> tuple[Kind, Candidates]:
    from shapeproof.rules.keras.optimizers import BY_NAME

    return "words", dict.fromkeys(BY_NAME, "")


COMPLETERS: Mapping[str, Completer] = {
    "models": models,
    "model": models,
    "layer": layers,
    "asked": keys,
    "free": keys,
    "bounds": bounds,
    "vary": varied,
    "sort": numbers,
    "pareto": numbers,
    "optimizer": optimizers,
    "output_file": files,
    "write": files,
    "plot": files,
}
"""By the name that the parser has for an argument."""


def _target(text: str) -> Target:
    from shapeproof.read import Target

    target = Target.parse(text)
    return target._replace(file=_home(target.file))


def _home(path: str) -> str:
    """A path that may begin with `~`; pathlib takes as long to load as all else here."""
    return os.path.expanduser(path)  # noqa: PTH111


def _asked(given: Given) -> tuple[Target, Shapes, str]:
    """The model that was named, the inputs that it shall read, and its framework."""
    from shapeproof.read import shapes

    target = _target(given["model"][0])
    if target.file == "-":
        raise LookupError("what a pipe brings is not known yet")
    return target, shapes(given.get("input", [])), given.get("framework", [""])[-1]


def _subject(given: Given) -> Subject:
    from shapeproof.subject import of_target

    return of_target(*_asked(given))


def _keys(given: Given) -> Iterator[tuple[str, str]]:
    """What may be different: numbers and settings of layers, those behind a mistake too, and sizes
    of inputs."""
    from shapeproof.read import read
    from shapeproof.rules.arguments import choices_of

    model = read(*_asked(given))
    layers = {call.path: call for call in reversed(model.layers)}
    if model.problems:
        layers = _subject(given).layers
    for path, call in reversed(layers.items()):
        rule = call.layer.rule
        for name in rule.parameters:
            if rule.is_quantity(name) or choices_of(rule, name):
                yield f"{path}.{name}", call.type
    for call in model.inputs:
        own = "input" if len(model.inputs) == 1 else call.path
        for axis, size in enumerate(call.output.shape):
            yield f"{own}.{axis}", f"{call.path} {size}"


def _defined(file: str) -> dict[str, str]:
    """The classes, functions and models at the top of a source."""
    from shapeproof.read import Target, loaded
    from shapeproof.read.source.text import cells

    data = loaded(Target(file))
    if data is None:
        return {}
    nodes = (node for cell in cells(data, file, []) for node in cell.tree.body)
    return {name: kind for node in nodes for name, kind in _names(node)}


def _names(node: ast.stmt) -> Iterator[tuple[str, str]]:
    import ast

    match node:
        case ast.ClassDef(name=name):
            yield name, "class"
        case ast.FunctionDef(name=name):
            yield name, "function"
        case ast.Assign(targets=targets, value=ast.Call()):
            yield from ((one.id, "variable") for one in targets if isinstance(one, ast.Name))
        case _:
            pass
