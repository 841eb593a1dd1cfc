"""Places in the text of the editor: lines from 1, columns from 0, and where an expression ends."""

from __future__ import annotations

import ast
from functools import cached_property

from shapeproof.message import Place, ShapeproofError
from shapeproof.read.source.text import Cell, cells
from shapeproof.render.document import Json


class Text:
    """A source as it stands in the editor."""

    def __init__(self, source: str) -> None:
        self.source = source

    def place(self, at: Place | None) -> Json | None:
        """Where something begins; None for what stands in no text of the user's."""
        return None if at is None or at.file else {"line": at.line, "column": at.column - 1}

    def span(self, at: Place | None) -> Json | None:
        """Where an expression begins, and where it ends, if it is found there."""
        begin = self.place(at)
        if at is None or begin is None or self._cell is None:
            return begin
        cell = self._cell
        here = [
            node
            for node in ast.walk(cell.tree)
            if isinstance(node, ast.expr)
            and node.lineno == at.line
            and cell.column(node.lineno, node.col_offset) == at.column
        ]
        calls = [node for node in here if isinstance(node, ast.Call)]
        if not here:
            return begin
        node = min(calls, key=_end) if calls else max(here, key=_end)
        line, offset = _end(node)
        return {**begin, "end_line": line, "end_column": cell.column(line, offset) - 1}

    def between(self, start: int, end: int) -> Json:
        """The place of a piece of the text, between two offsets in characters."""
        return self._at(start) | {f"end_{key}": value for key, value in self._at(end).items()}

    def _at(self, offset: int) -> Json:
        before = self.source[:offset].replace("\r\n", "\n").replace("\r", "\n")
        return {"line": before.count("\n") + 1, "column": len(before.rpartition("\n")[2])}

    @cached_property
    def _cell(self) -> Cell | None:
        try:
            return cells(self.source, "", [])[0]
        except ShapeproofError:
            return None


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
