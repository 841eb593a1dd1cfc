"""What stands where in a source: calls, and the rows of layers they are in."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shapeproof.editing.manuscript import EditError, Manuscript
from shapeproof.message import Place, say


class Row(NamedTuple):
    """A list, tuple or dict display, or a call, and where in its elements something stands."""

    node: ast.List | ast.Tuple | ast.Dict | ast.Call
    elements: tuple[ast.expr, ...]
    at: int


def call_at(manuscript: Manuscript, place: Place, name: str = "") -> ast.Call:
    """The call that begins at a place: of `Dense(10)(x)` the inner one.

    A `name` such as `view` chooses the call of that name where several begin there, as in
    `x.view(4, 5).sum(1)`.  Raises `EditError` where there is none.
    """
    here = [call for call in calls(manuscript) if is_at(manuscript, call, place)]
    named = [call for call in here if not name or last_name(call.func) == name]
    if not named:
        what = say("no call of `{name}` begins here", name=name) if name else None
        reason = say(
            "{what}; the source may have changed since it was read, so read it again",
            what=what or say("no call begins here"),
        )
        raise EditError(reason, place)
    return min(named, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))


def is_at(manuscript: Manuscript, node: ast.AST, place: Place) -> bool:
    return manuscript.sheet(node).place(node)[:3] == place[:3]


def calls(manuscript: Manuscript) -> Iterator[ast.Call]:
    for node in nodes(manuscript):
        if isinstance(node, ast.Call):
            yield node


def nodes(manuscript: Manuscript) -> Iterator[ast.AST]:
    for sheet in manuscript.sheets:
        yield from ast.walk(sheet.cell.tree)


def last_name(node: ast.AST) -> str:
    """`Linear` of `nn.Linear`; empty for what has no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def root_name(node: ast.AST) -> str:
    """`self` of `self.encoder.layers[0]`."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return last_name(node)


def calls_of(manuscript: Manuscript, name: str) -> list[ast.Call]:
    """The calls of a layer by its own name: `self.NAME(x)`, `NAME(x)`, `self.NAME[i](x)`.

    A function of an imported module, such as `F.relu`, is no layer.
    """
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for node in nodes(manuscript)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    found: list[ast.Call] = []
    for call in calls(manuscript):
        callee = call.func
        while isinstance(callee, ast.Subscript):
            callee = callee.value
        if last_name(callee) == name and root_name(callee) not in imported:
            found.append(call)
    return found


def class_of(manuscript: Manuscript, node: ast.AST) -> ast.ClassDef | None:
    """The class in whose body something stands."""
    above = manuscript.parent(node)
    while above is not None and not isinstance(above, ast.ClassDef):
        above = manuscript.parent(above)
    return above


def row_of(manuscript: Manuscript, node: ast.expr) -> Row | None:
    """The row in which an expression is an element: of a list, a tuple, a dict, or a call."""
    match manuscript.parent(node):
        case ast.List(elts=elements) | ast.Tuple(elts=elements) as display:
            row = Row(display, tuple(elements), 0)
        case ast.Dict(values=elements) as display:
            row = Row(display, tuple(elements), 0)
        case ast.Call(args=elements) as call:
            row = Row(call, tuple(elements), 0)
        case _:
            return None
    return row._replace(at=row.elements.index(node)) if node in row.elements else None


def argument(call: ast.Call, name: str, positions: Sequence[str] = ()) -> ast.expr | None:
    """The expression that a call gives for an argument; None where none is seen."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if name not in positions:
        return None
    upto = call.args[: positions.index(name) + 1]
    is_given = len(upto) > positions.index(name)
    return upto[-1] if is_given and not any(map(is_starred, upto)) else None


def is_starred(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)
