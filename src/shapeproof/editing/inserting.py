"""A layer put before or after another: in a row of layers, or in a line of its own."""

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
    return _inserted(manuscript, call, text, is_before=True)


def inserted_after(manuscript: Manuscript, call: ast.Call, text: str) -> Edit | None:
    """A layer put after another; None where layers do not stand in a row there."""
    return _inserted(manuscript, call, text, is_before=False)


def _inserted(manuscript: Manuscript, call: ast.Call, text: str, is_before: bool) -> Edit | None:
    node = _element(manuscript, call)
    if node is None:
        return None
    sheet, parent = manuscript.sheet(node), manuscript.parent(node)
    if isinstance(parent, ast.Expr) and isinstance(node, ast.Call):
        text = _statement(sheet, node, text)
        change = (_line_before if is_before else _line_after)(sheet, node, text)
        changes, between = [change], "; "
    else:
        row = row_of(manuscript, node)
        if row is None:
            return None
        text = _named(sheet, row, text)
        changes, between = _in_row(sheet, row, text, is_before), ", "
    written = shortened(sheet.written(node))
    new = (shortened(text), written) if is_before else (written, shortened(text))
    start, end = sheet.start(node), sheet.end(node)
    told = min(start, changes[0].start), max(end, changes[-1].end)
    return made(manuscript, node, changes, told, f"{written} → {between.join(new)}")


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


def _in_row(sheet: Sheet, row: Row, text: str, is_before: bool) -> list[Change]:
    elements = row.elements
    starts = brackets.starts(sheet, row.node, elements)
    at = row.at if is_before else row.at + 1
    if at < len(elements):
        key = row.node.keys[at] if isinstance(row.node, ast.Dict) else None
        return [brackets.prepended(sheet, starts[at] if key is None else sheet.start(key), text)]
    return brackets.appended(sheet, row.node, starts[-1], elements[-1], text)


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


def _line_after(sheet: Sheet, call: ast.Call, text: str) -> Change:
    start, end = sheet.start(call), sheet.end(call)
    line_end = sheet.line_end(end)
    rest = sheet.code[end:line_end].strip()
    if brackets.is_first_of_line(sheet, start) and (not rest or rest.startswith("#")):
        return Change(line_end, line_end, f"\n{text}", start)
    return Change(end, end, f"; {text}")
