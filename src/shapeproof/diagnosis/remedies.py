"""Candidates as changes of the source: which call, which argument, which words around what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapeproof.diagnosis.candidates import Candidate
from shapeproof.diagnosis.failures import Broken, Failure
from shapeproof.editing import (
    Edit,
    EditError,
    Manuscript,
    Spelling,
    alternatives,
    argument,
    call_at,
    calls_of,
    combined,
    inserted_before,
    replaced,
    spelling,
    with_import,
    wrapped,
)
from shapeproof.editing.finding import calls, last_name
from shapeproof.message import Place
from shapeproof.model import Call, Remedy
from shapeproof.repairs import Move
from shapeproof.repairs.forms import Axes, flattened
from shapeproof.rules.rule import Rule, Shape, Tensor

TRAINING = (("input", "target"), ("x", "y"))
"""What a loss of torch reads, and a model of Keras that is fitted, by position."""


def edits_of(
    manuscript: Manuscript, found: Broken, failure: Failure, candidate: Candidate
) -> Iterator[Edit]:
    """The ways to write a candidate into the source, the smallest change first."""
    try:
        if candidate.inputs:
            yield from _called_on(manuscript, found, candidate.inputs)
        elif candidate.move is not None:
            yield from _moved(manuscript, found, failure, candidate.move)
        else:
            yield from _changed(manuscript, found, candidate)
    except EditError:
        return


def edits_of_remedy(manuscript: Manuscript, remedy: Remedy, rule: Rule | None) -> Iterator[Edit]:
    """The ways to write what a reader proposes."""
    if remedy.where is None or remedy.where.file not in ("", manuscript.file):
        return
    positions = (
        rule.parameters
        if rule
        else next((names for names in TRAINING if remedy.argument in names), ())
    )
    try:
        call = call_at(manuscript, _here(manuscript, remedy.where))
        if not remedy.text:
            value = remedy.value if type(remedy.value) is int else _written(remedy.value)
            yield from alternatives(manuscript, call, remedy.argument, value, positions)
            return
        target = argument(call, remedy.argument, positions) if remedy.argument else call
        if target is not None:
            before, _, after = remedy.text.partition("{}")
            edit = wrapped(manuscript, target, before, after)
            yield from [edit] if edit else []
    except EditError:
        return


def _is_number(node: ast.expr) -> bool:
    """Whether a size is written in numbers; what is computed from a tensor is right by itself."""
    return not any(isinstance(part, ast.Call | ast.Subscript) for part in ast.walk(node))


def _made_at(manuscript: Manuscript, call: Call) -> ast.Call:
    """The call that makes a layer, or that of a function, which stands in the statement there.

    Raises `EditError` where there is none.
    """
    assert call.at is not None
    place = _here(manuscript, call.at)
    if call.shown.is_layer:
        return call_at(manuscript, place)
    word = call.layer.rule.name.rpartition(".")[2]
    for sheet in manuscript.sheets:
        for node in ast.walk(sheet.cell.tree):
            if isinstance(node, ast.stmt) and sheet.place(node) == place:
                for one in ast.walk(node):
                    if isinstance(one, ast.Call) and last_name(one.func) == word:
                        return one
    return call_at(manuscript, place, word)


def _here(manuscript: Manuscript, place: Place) -> Place:
    return place._replace(file=manuscript.file)


def _changed(manuscript: Manuscript, found: Broken, candidate: Candidate) -> Iterator[Edit]:
    """Arguments of layers set to other values."""
    ways: list[list[Edit]] = []
    for key, value in candidate.changes:
        edits = list(_with_argument(manuscript, found, key, value))
        if not edits:
            return
        ways.append(edits)
    if len(ways) == 1:
        yield from ways[0]
    elif (both := combined(*(edits[0] for edits in ways))) is not None:
        yield both


def _with_argument(manuscript: Manuscript, found: Broken, key: str, value: Any) -> Iterator[Edit]:
    nodes = {node.path: node.call for node in reversed(found.passage.nodes)}
    path, _, name = key.rpartition(".")
    call = nodes.get(path)
    if call is None or call.at is None or call.at.file not in ("", manuscript.file):
        return
    if call.is_input:
        yield from _with_size(manuscript, call, int(name), value)
        return
    if not call.shown.is_layer:
        yield from _of_function(manuscript, call, name, value)
        return
    here = _made_at(manuscript, call)
    text = value if type(value) is int else _written(value)
    yield from alternatives(manuscript, here, name, text, call.layer.rule.parameters)


def _of_function(manuscript: Manuscript, call: Call, name: str, value: Any) -> Iterator[Edit]:
    """An argument of a function or a method of tensors; sizes may stand one by one."""
    here = _made_at(manuscript, call)
    bare, _, place = name.rstrip("]").partition("[")
    if not place:
        yield from alternatives(manuscript, here, name, _written(value), call.layer.rule.parameters)
        return
    sizes = [one for one in here.args if not isinstance(one, ast.Starred)]
    given = argument(here, bare, ())
    listed = [one for one in (given, *sizes) if isinstance(one, ast.Tuple | ast.List)]
    elements = listed[0].elts if listed else sizes
    if int(place) < len(elements) and _is_number(elements[int(place)]):
        edit = replaced(manuscript, elements[int(place)], str(value))
        yield from [edit] if edit else []


def _written(value: Any) -> str:
    """A value as source text."""
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _with_size(manuscript: Manuscript, call: Call, axis: int, value: Any) -> Iterator[Edit]:
    """Another size in the shape that a model of Keras is given."""
    assert call.at is not None
    here = call_at(manuscript, _here(manuscript, call.at))
    for name in ("shape", "input_shape", "batch_shape", "batch_input_shape"):
        place = axis if name.startswith("batch") else axis - 1
        given = argument(here, name, ("shape",))
        if isinstance(given, ast.Tuple | ast.List) and place < len(given.elts):
            edit = replaced(manuscript, given.elts[place], str(value))
            yield from [edit] if edit else []


MAKING = ("randn", "rand", "zeros", "ones", "empty")
"""What torch makes a tensor of a shape with."""


def _called_on(manuscript: Manuscript, found: Broken, inputs: tuple[Tensor, ...]) -> Iterator[Edit]:
    """The tensor that a source calls its model on, made in another shape."""
    was = [call.output.shape for call in found.model.inputs]
    edits: list[Edit] = []
    for shape, x in zip(was, inputs):
        node = next(_sizes_of(manuscript, shape), None)
        sizes = ", ".join(map(str, x.shape))
        if node is None:
            return
        if isinstance(node, ast.Call):
            edit = replaced(manuscript, node, f"{ast.unparse(node.func)}({sizes})")
        else:
            edit = replaced(manuscript, node, f"({sizes})")
        edits += [edit] if edit else []
    whole = combined(*edits) if edits else None
    yield from [whole] if whole else []


def _sizes_of(manuscript: Manuscript, shape: Shape) -> Iterator[ast.expr]:
    """Where a tensor of this shape is made: a tuple of its sizes, or the call that has them."""
    for call in calls(manuscript):
        if last_name(call.func) in MAKING and not call.keywords:
            first = call.args[0] if len(call.args) == 1 else None
            listed = first if isinstance(first, ast.Tuple | ast.List) else call
            sizes = listed.elts if isinstance(listed, ast.Tuple | ast.List) else listed.args
            if tuple(one.value for one in sizes if isinstance(one, ast.Constant)) == shape:
                yield listed


# Another form


def _moved(manuscript: Manuscript, found: Broken, failure: Failure, move: Move) -> Iterator[Edit]:
    """What a layer reads put into another form, where it is called, or in the row it stands in."""
    call = found.passage.nodes[failure.at].call
    if call.at is None or call.at.file not in ("", manuscript.file):
        return
    rank, framework = len(call.inputs[move.input].shape), found.model.framework
    here = _made_at(manuscript, call)
    layer, around = _layer_of(framework, move.axes, rank), _around(framework, move.axes, rank)
    yield from _of_input(manuscript, found, failure, move)
    if move.of_model:
        return
    if layer is not None:
        word = spelling(manuscript, layer[0])
        edit = inserted_before(manuscript, here, f"{word.text}({layer[1]})")
        if edit is not None:
            yield with_import(edit, word)
            return
    name, before, after = around or (
        (layer[0], f"({layer[1]})(", ")") if layer is not None else ("", "", "")
    )
    for read in _readings(manuscript, call, here, move.input) if before + after else ():
        word = spelling(manuscript, name) if name else Spelling("")
        edit = wrapped(manuscript, read, f"{word.text}{before}", after)
        if edit is not None:
            yield with_import(edit, word)


def _of_input(
    manuscript: Manuscript, found: Broken, failure: Failure, move: Move
) -> Iterator[Edit]:
    """The shape that a model of Keras is given, written in another form."""
    spot = found.passage.nodes[failure.at].reads[move.input]
    given = None if spot is None else found.passage.nodes[spot.node].call
    if given is None or not given.is_input or given.at is None or move.axes[0] != 0:
        return
    if any(isinstance(axis, tuple) for axis in move.axes):
        return
    here = call_at(manuscript, _here(manuscript, given.at))
    for name in ("shape", "input_shape"):
        node = argument(here, name, ("shape",))
        if isinstance(node, ast.Tuple | ast.List) and len(node.elts) == len(given.output.shape) - 1:
            written = [ast.unparse(one) for one in node.elts]
            sizes = ["1" if axis == -1 else written[int(str(axis)) - 1] for axis in move.axes[1:]]
            inside = ", ".join(sizes) + ("," if len(sizes) == 1 else "")
            edit = replaced(manuscript, node, f"({inside})")
            yield from [edit] if edit else []


def fitted(manuscript: Manuscript, found: Broken, failure: Failure) -> Iterator[Edit]:
    """Tensors that are joined cropped or padded to the sizes of one another."""
    call = found.passage.nodes[failure.at].call if failure.at >= 0 else None
    if call is None or call.at is None or len(failure.inputs) != 2:
        return
    try:
        here = _made_at(manuscript, call)
    except EditError:
        return
    outer = manuscript.parent(here)
    is_made = isinstance(outer, ast.Call) and outer.func is here
    reads = outer if isinstance(outer, ast.Call) and is_made else here
    first = reads.args[0] if reads.args else None
    if not isinstance(first, ast.List | ast.Tuple) or len(first.elts) != 2:
        return
    for i, own in enumerate(failure.inputs):
        words = _fitting(found.model.framework, own.shape, failure.inputs[1 - i].shape)
        if words is None:
            continue
        name, before, after = words
        word = spelling(manuscript, name)
        edit = wrapped(manuscript, first.elts[i], f"{word.text}{before}", after)
        if edit is not None:
            yield with_import(edit, word)


def _fitting(framework: str, own: Shape, other: Shape) -> tuple[str, str, str] | None:
    """What makes the places of an image, or the steps, as many as those of another."""
    rank = len(own) - 2
    inner = range(2, len(own)) if framework == "torch" else range(1, len(own) - 1)
    if len(own) != len(other) or rank not in (1, 2, 3):
        return None
    more = [b - a for a, b in ((own[axis], other[axis]) for axis in inner)
            if isinstance(a, int) and isinstance(b, int)]  # fmt: skip
    if len(more) != rank or len({one > 0 for one in more if one}) != 1:
        return None
    if framework == "torch":
        sizes = ", ".join(f"0, {one}" for one in reversed(more))
        return "torch.nn.functional.pad", "(", f", ({sizes}))"
    kind = "ZeroPadding" if max(more) > 0 else "Cropping"
    edges = [(0, abs(one)) for one in more]
    return f"keras.layers.{kind}{rank}D", f"({tuple(edges) if rank > 1 else edges[0]})(", ")"


def _readings(
    manuscript: Manuscript, call: Call, here: ast.Call, number: int
) -> Iterator[ast.expr]:
    """The expressions that a layer is called on: `x` of `self.fc1(x)` or of `Dense(10)(x)`."""
    outer = manuscript.parent(here)
    name = call.path.rpartition(".")[2]
    called = [outer] if isinstance(outer, ast.Call) and outer.func is here else []
    if not call.shown.is_layer:
        called = [here]
    for one in called or calls_of(manuscript, name):
        if number < len(one.args) and not isinstance(one.args[number], ast.Starred):
            yield one.args[number]


def _layer_of(framework: str, axes: Axes, rank: int) -> tuple[str, str] | None:
    """The layer that makes this form, and its arguments."""
    if axes == flattened(rank):
        return ("torch.nn.Flatten", "") if framework == "torch" else ("keras.layers.Flatten", "")
    if framework == "torch":
        return ("torch.nn.Unflatten", "1, (1, -1)") if axes == (0, -1, *range(1, rank)) else None
    if (
        isinstance(axes[0], int)
        and axes[0] == 0
        and sorted(map(str, axes)) == sorted(map(str, range(rank)))
    ):
        return "keras.layers.Permute", str(tuple(axes[1:]))
    return None


def _around(framework: str, axes: Axes, rank: int) -> tuple[str, str, str] | None:
    """What gives a tensor this form: a function's name if there is one, and what then stands before
    and after the tensor."""
    plain = tuple(axis for axis in axes if isinstance(axis, int))
    new = next(
        (place if place < rank else -1 for place, axis in enumerate(axes) if axis == -1), None
    )
    if framework == "keras":
        return None if new is None else ("keras.ops.expand_dims", "(", f", axis={new})")
    if axes == flattened(rank):
        return "torch.flatten", "(", ", 1)"
    if new is not None:
        return "", "", f".unsqueeze({new})"
    if len(axes) < rank:
        gone = next(axis for axis in range(rank) if axis not in plain)
        return "", "", f".squeeze({gone})"
    if plain == (0, 2, 1):
        return "", "", ".transpose(1, 2)"
    return "", "", f".permute({', '.join(map(str, plain))})"
