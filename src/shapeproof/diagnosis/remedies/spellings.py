"""Names that nothing has, written as those that they are close to."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.editing import Edit, Manuscript, combined
from shapeproof.editing.edit import Change, made
from shapeproof.editing.finding import nodes
from shapeproof.editing.manuscript import Sheet
from shapeproof.message import Message, closest

UNKNOWN = ("name", "activation", "kind", "what", "layer")
"""What messages call the name that nothing has; the first of these that is there is meant."""


def edits(manuscript: Manuscript, message: Message) -> Iterator[Edit]:
    """The name that a message says to be meant, wherever the other one stands."""
    wrong, close = _meant(message.values)
    if not wrong or not close:
        return
    each = [
        edit
        for node in nodes(manuscript)
        if (change := _respelt(manuscript.sheet(node), node, wrong, close)) is not None
        and (edit := made(manuscript, node, [change])) is not None
    ]
    if each and (whole := combined(*each)) is not None:
        yield whole


def _meant(values: Mapping[str, Any]) -> tuple[str, str]:
    """The name that nothing has, and the one that is close to it; empty where there is none."""
    if "choices" in values and "value" in values:
        return values["value"], closest(values["value"], values["choices"])
    wrong = next((values[key] for key in UNKNOWN if key in values), "")
    close = values.get("close", "")
    return (wrong, close) if isinstance(wrong, str) and isinstance(close, str) else ("", "")


def _respelt(sheet: Sheet, node: ast.AST, wrong: str, close: str) -> Change | None:
    """The name in one place: of a variable, an attribute, an argument, an import, or in quotes."""
    match node:
        case ast.Name(id=name) | ast.keyword(arg=name) | ast.alias(name=name) if name == wrong:
            start = sheet.start(node)
        case ast.Attribute(attr=name) if name == wrong:
            start = sheet.end(node) - len(name)
        case ast.Constant(value=str(text)) if repr(text) == wrong:
            mark = sheet.written(node)[-1:]
            return Change(sheet.start(node), sheet.end(node), f"{mark}{close[1:-1]}{mark}")
        case _:
            return None
    return Change(start, start + len(wrong), close)
