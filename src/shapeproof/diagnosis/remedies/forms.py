"""What a layer reads put into another form: in the row that the layer stands in, where it is
called, or in the shape that the model is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeproof.diagnosis.failures import Broken, Failure
from shapeproof.diagnosis.remedies.inputs import reformed
from shapeproof.diagnosis.remedies.places import (
    Around,
    called_at,
    is_of,
    made_at,
    put_around,
)
from shapeproof.editing import Edit, Manuscript, inserted_before, spelling, with_import
from shapeproof.repairs import Move
from shapeproof.repairs.forms import Axes, flattened


def edits(manuscript: Manuscript, found: Broken, failure: Failure, move: Move) -> Iterator[Edit]:
    """The ways to write a change of form, the shape that the model is given first."""
    node = found.passage.nodes[failure.at]
    call, rank, framework = node.call, len(failure.inputs[move.input].shape), found.model.framework
    if found.reads_input(failure, move.input) and move.axes[0] == 0:
        spot = node.reads[move.input]
        given = found.passage.nodes[spot.node].call if spot else call
        if is_of(manuscript, given.at) and not _is_flat(move.axes):
            yield from reformed(manuscript, made_at(manuscript, given), move.axes, rank)
    if move.of_model or not is_of(manuscript, call.at):
        return
    made, layer = made_at(manuscript, call), _layer(framework, move.axes, rank)
    if layer is not None and (edit := _in_row(manuscript, made, *layer)) is not None:
        yield edit
        return
    around = _around(framework, move.axes, rank)
    if around is None and layer is not None:
        around = Around(layer[0], f"({layer[1]})(", ")")
    for called in called_at(manuscript, call, made) if around else ():
        plain = move.input < len(called.args) and not isinstance(
            called.args[move.input], ast.Starred
        )
        edit = put_around(manuscript, called.args[move.input], around) if around and plain else None
        yield from [edit] if edit else []


def _is_flat(axes: Axes) -> bool:
    return any(isinstance(axis, tuple) for axis in axes)


def _in_row(manuscript: Manuscript, made: ast.Call, name: str, arguments: str) -> Edit | None:
    """A layer put before another one in a row of layers."""
    word = spelling(manuscript, name)
    edit = inserted_before(manuscript, made, f"{word.text}({arguments})")
    return edit and with_import(edit, word)


def _layer(framework: str, axes: Axes, rank: int) -> tuple[str, str] | None:
    """The layer that makes this form, and its arguments."""
    if axes == flattened(rank):
        return ("torch.nn.Flatten", "") if framework == "torch" else ("keras.layers.Flatten", "")
    if framework == "torch":
        return ("torch.nn.Unflatten", "1, (1, -1)") if axes == (0, -1, *range(1, rank)) else None
    is_moved = axes[0] == 0 and set(axes) == set(range(rank))
    return ("keras.layers.Permute", str(tuple(axes[1:]))) if is_moved else None


def _around(framework: str, axes: Axes, rank: int) -> Around | None:
    """What gives a tensor this form where it is read."""
    new = axes.index(-1) if -1 in axes else None
    if new == rank:
        new = -1
    if framework == "keras":
        return None if new is None else Around("keras.ops.expand_dims", "(", f", axis={new})")
    if axes == flattened(rank):
        return Around("torch.flatten", "(", ", 1)")
    if new is not None:
        return Around("", "", f".unsqueeze({new})")
    if len(axes) < rank:
        gone = next(axis for axis in range(rank) if axis not in axes)
        return Around("", "", f".squeeze({gone})")
    if axes == (0, 2, 1):
        return Around("", "", ".transpose(1, 2)")
    return Around("", "", f".permute({', '.join(map(str, axes))})")
