"""Where in a source the calls of a model stand, and what they read."""

from __future__ import annotations

import ast
from typing import NamedTuple

from shapeproof.editing import (
    Edit,
    Manuscript,
    call_at,
    calls_of,
    spelling,
    with_import,
    wrapped,
)
from shapeproof.editing.finding import last_name
from shapeproof.message import Place
from shapeproof.model import Call


def is_of(manuscript: Manuscript, place: Place | None) -> bool:
    """Whether a place is one of this source, and not of a file beside it."""
    return place is not None and place.file in ("", manuscript.file)


def made_at(manuscript: Manuscript, call: Call) -> ast.Call:
    """The call that makes a layer, or that of a function, which stands in the statement there.

    Raises `EditError` where there is none.
    """
    assert call.at is not None
    place = call.at._replace(file=manuscript.file)
    if call.shown.is_layer:
        return call_at(manuscript, place)
    word = call.layer.rule.name.rpartition(".")[2]
    statements = (
        node
        for sheet in manuscript.sheets
        for node in ast.walk(sheet.cell.tree)
        if isinstance(node, ast.stmt) and sheet.place(node) == place
    )
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and last_name(node.func) == word:
                return node
    return call_at(manuscript, place, word)


def called_at(manuscript: Manuscript, call: Call, made: ast.Call) -> list[ast.Call]:
    """Where a layer is called: where it is made, as `Dense(10)(x)`, or by its name, as
    `self.fc1(x)`; a function is called where it stands."""
    if not call.shown.is_layer:
        return [made]
    outer = called(manuscript, made)
    return [outer] if outer is not made else calls_of(manuscript, call.path.rpartition(".")[2])


def called(manuscript: Manuscript, made: ast.Call) -> ast.Call:
    """The call of what a call makes, where they stand together: `Dense(10)(x)`."""
    outer = manuscript.parent(made)
    return outer if isinstance(outer, ast.Call) and outer.func is made else made


class Around(NamedTuple):
    """What is written around a tensor: the name of a function, if any, and what then stands before
    and after it."""

    name: str
    before: str
    after: str


def put_around(manuscript: Manuscript, node: ast.expr, around: Around) -> Edit | None:
    """The edit that writes it around an expression, with the import that it needs."""
    if not around.name:
        return wrapped(manuscript, node, around.before, around.after)
    word = spelling(manuscript, around.name)
    edit = wrapped(manuscript, node, f"{word.text}{around.before}", around.after)
    return edit and with_import(edit, word)
