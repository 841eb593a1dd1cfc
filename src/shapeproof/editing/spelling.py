"""How a source names a thing of a framework, by its imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from shapeproof.editing.brackets import is_first_of_line
from shapeproof.editing.edit import Change, Edit, Replacement, in_order, replacement
from shapeproof.editing.finding import nodes
from shapeproof.editing.manuscript import Manuscript
from shapeproof.editing.scopes import inside

KERAS = ("keras", "tensorflow.keras", "tf_keras", "tensorflow.python.keras", "keras.api")
"""Where Keras may come from."""


class Spelling(NamedTuple):
    """A name as the source writes it, and the import line that it needs (empty: none)."""

    text: str
    imports: tuple[Replacement, ...] = ()


class Import(NamedTuple):
    """One name that a source imports: `nn` of `torch.nn`; `*` where it imports all."""

    bound: str
    module: str
    statement: ast.stmt


def spelling(manuscript: Manuscript, name: str) -> Spelling:
    """How a source writes `keras.layers.Flatten` or `torch.flatten`.

    A name that its imports do not reach, or only by a long way where its neighbours are imported
    by theirs, comes with an import line of its own.
    """
    imports = list(imported(manuscript))
    taken = others(manuscript)
    reached = sorted(
        (way.count("."), len(way), way)
        for variant in variants(name)
        for way in ways(imports, variant)
        if way.partition(".")[0] not in taken
    )
    if reached and reached[0][0] <= 1:
        return Spelling(reached[0][2])
    beside = {one.module.rpartition(".")[0] for one in imports
              if isinstance(one.statement, ast.ImportFrom)}  # fmt: skip
    last = name.rpartition(".")[2]
    for variant in variants(name):
        parent = variant.rpartition(".")[0]
        if last not in taken and "." in parent and parent in beside:
            return Spelling(last, added(manuscript, imports, f"from {parent} import {last}"))
    if reached:
        return Spelling(reached[0][2])
    line, text = usual(origin(imports, name), taken)
    return Spelling(text, added(manuscript, imports, line))


def with_import(edit: Edit, name: Spelling) -> Edit:
    """An edit with the import line that a name in it needs."""
    return edit._replace(replacements=in_order((*edit.replacements, *name.imports)))


def imported(manuscript: Manuscript) -> Iterator[Import]:
    """What the modules of a source import, outside functions and classes, in order."""
    for sheet in manuscript.sheets:
        found = [one for one in inside(sheet.cell.tree)
                 if isinstance(one, ast.Import | ast.ImportFrom)]  # fmt: skip
        for node in sorted(found, key=sheet.start):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                if isinstance(node, ast.ImportFrom):
                    module = f"{node.module}.{alias.name}" if not node.level else ""
                    yield Import(alias.asname or alias.name, module, node)
                else:
                    module = alias.name if alias.asname else root
                    yield Import(alias.asname or root, module, node)


def others(manuscript: Manuscript) -> set[str]:
    """The names that a source also gives to something else than what it imports."""
    found = set[str]()
    for node in nodes(manuscript):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case _:
                pass
    return found


def variants(name: str) -> list[str]:
    """The full names of the same thing."""
    root, dot, rest = name.partition(".")
    return [f"{origin}{dot}{rest}" for origin in KERAS] if root == "keras" else [name]


def ways(imports: list[Import], name: str) -> Iterator[str]:
    """What a source may write for a full name."""
    for bound, module, _ in imports:
        if bound == "*" and module == f"{name.rpartition('.')[0]}.*":
            yield name.rpartition(".")[2]
        elif bound != "*" and module and f"{name}.".startswith(f"{module}."):
            yield bound + name[len(module) :]


def origin(imports: list[Import], name: str) -> str:
    """The full name where the source takes the package from."""
    roots = {one.module.partition(".")[0] for one in imports}
    if not name.startswith("keras.") or "keras" in roots:
        return name
    return next((each for each in variants(name) if each.partition(".")[0] in roots), name)


def usual(name: str, taken: set[str]) -> tuple[str, str]:
    """The import line that people write for a name, and the name after it."""
    parent, _, last = name.rpartition(".")
    package, _, short = parent.rpartition(".")
    if parent == "torch.nn.functional" and "F" not in taken:
        return f"import {parent} as F", f"F.{last}"
    if not package or short in taken:
        return f"import {parent}", name
    return f"from {package} import {short}", f"{short}.{last}"


def added(manuscript: Manuscript, imports: list[Import], line: str) -> tuple[Replacement, ...]:
    """An import line behind the last import of its package, or of any; else before all."""
    root = line.split()[1].partition(".")[0]
    whole = [one for one in imports if _is_whole_line(manuscript, one.statement)]
    own = [one for one in whole if one.module.partition(".")[0] == root]
    at_top = [one for one in own or whole
              if isinstance(manuscript.parent(one.statement), ast.Module)]  # fmt: skip
    behind = [one.statement for one in at_top or own or whole]
    first = next(one for sheet in manuscript.sheets for one in sheet.cell.tree.body)
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    statement = behind[-1] if behind else first
    sheet = manuscript.sheet(statement)
    start, end = sheet.start(statement), sheet.line_end(sheet.end(statement))
    if behind or is_docstring:
        change = Change(end, end, f"\n{line}", start)
    else:
        start = sheet.line_start(min(sheet.start(one) for one in _with_decorators(statement)))
        change = Change(start, start, f"{line}\n")
    made = replacement(sheet, change)
    return () if made is None else (made,)


def _is_whole_line(manuscript: Manuscript, statement: ast.stmt) -> bool:
    sheet = manuscript.sheet(statement)
    return is_first_of_line(sheet, sheet.start(statement))


def _with_decorators(statement: ast.stmt) -> list[ast.AST]:
    return [statement, *getattr(statement, "decorator_list", [])]
