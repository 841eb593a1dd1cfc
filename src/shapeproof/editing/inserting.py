"""A layer put before another: in a row of layers, or in a line of its own."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from shapeproof.editing import brackets
from shapeproof.editing.edit import Change, Edit, made, shortened
from shapeproof.editing.finding import Row, class_of, last_name, row_of
from shapeproof.editing.manuscript import Manuscript, Sheet


def inserted_before(manuscript: Manuscript, call: ast.Call, text: str) -> Edit | None:
    """A layer put before another; None where layers do not stand in a row there.

    Rows are the lists and arguments of `Sequential`, pairs of names and layers, and lines such as
    `model.add(…)`.  What stands on a line of its own gets a neighbour that does.
    """
    node = _element(manuscript, call)
    if node is None:
        return None
    sheet, parent = manuscript.sheet(node), manuscript.parent(node)
    if isinstance(parent, ast.Expr) and isinstance(node, ast.Call):
        text, between = _statement(sheet, node, text), "; "
        change = _line_before(sheet, node, text)
    else:
        row = row_of(manuscript, node)
        if row is None:
            return None
        text, between = _named(sheet, row, text), ", "
        change = _in_row(sheet, row, text)
    written = shortened(sheet.written(node))
    told = min(sheet.start(node), change.start), sheet.end(node)
    label = f"{written} → {shortened(text)}{between}{written}"
    return made(manuscript, node, [change], told, label)


def _element(manuscript: Manuscript, call: ast.Call) -> ast.expr | None:
    """The element of a row, or the call of a line, in which a layer is made."""
    node: ast.expr = call
    while True:
        parent = manuscript.parent(node)
        if isinstance(parent, ast.keyword):
            parent = manuscript.parent(parent)
        match parent:
            case ast.Tuple(elts=[ast.Constant(value=str()), second]) if second is node:
                node = parent  # a name and its layer
            case ast.List() | ast.Tuple() | ast.Dict():
                return node
            case ast.Call(func=function) if function is not node:
                if _is_row(manuscript, parent):
                    return node if node in parent.args else None
                node = parent  # a layer around a layer
                if isinstance(manuscript.parent(node), ast.Expr):
                    is_line = last_name(function) in ("add", "append", "add_module")
                    return node if is_line else None
            case _:
                return None


def _is_row(manuscript: Manuscript, call: ast.Call) -> bool:
    """`nn.Sequential(…)`, or `super().__init__(…)` in a class that is one."""
    owner = class_of(manuscript, call) if last_name(call.func) == "__init__" else None
    names = map(last_name, [call.func] if owner is None else owner.bases)
    return any("Sequential" in name for name in names)


def _in_row(sheet: Sheet, row: Row, text: str) -> Change:
    key = row.node.keys[row.at] if isinstance(row.node, ast.Dict) else None
    starts = brackets.starts(sheet, row.node, row.elements)
    return brackets.prepended(sheet, starts[row.at] if key is None else sheet.start(key), text)


def _named(sheet: Sheet, row: Row, text: str) -> str:
    """The layer with a name of its own, where its neighbours have one."""
    if isinstance(row.node, ast.Dict):
        names = [key for key in row.node.keys if key is not None]
    else:
        names = [one.elts[0] for one in row.elements if isinstance(one, ast.Tuple) and one.elts]
    taken = [name.value for name in names if isinstance(name, ast.Constant)]
    if not taken:
        return text
    name = _quoted(sheet, names[0], _free(_kind(text), taken))
    return f"{name}: {text}" if isinstance(row.node, ast.Dict) else f"({name}, {text})"


def _statement(sheet: Sheet, call: ast.Call, text: str) -> str:
    if last_name(call.func) == "add_module" and call.args:
        text = f"{_quoted(sheet, call.args[0], _kind(text))}, {text}"
    return f"{sheet.written(call.func)}({text})"


def _kind(text: str) -> str:
    """`flatten` of `nn.Flatten()`."""
    return text.partition("(")[0].rpartition(".")[2].lower()


def _free(name: str, taken: Sequence[object]) -> str:
    number, free = 1, name
    while free in taken:
        number, free = number + 1, f"{name}_{number}"
    return free


def _quoted(sheet: Sheet, like: ast.expr, name: str) -> str:
    quote = "'" if sheet.written(like).startswith("'") else '"'
    return f"{quote}{name}{quote}"


def _line_before(sheet: Sheet, call: ast.Call, text: str) -> Change:
    start = sheet.start(call)
    is_first = brackets.is_first_of_line(sheet, start)
    return Change(start, start, f"{text}\n" if is_first else f"{text}; ")
