"""A source as its reader sees it, each character of its code held to its place in the text."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

from shapeproof.message import Place, ReadError, ShapeproofError, say
from shapeproof.read.source import text as reading

LINE_END = re.compile(r"(\r\n|\r|\n)")
MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))


class EditError(ShapeproofError):
    """A source could not be changed, or not be written: why, and the way out."""


class Sheet(NamedTuple):
    """A file, or one code cell of a notebook: `text` as it stands, `code` as it was parsed.

    Line by line the two differ in prompts, magics, indentation and line ends.  Offsets count
    characters from 0; those of nodes are offsets in `code`.
    """

    cell: reading.Cell
    text: str
    code: str
    lines: tuple[str, ...]
    ends: tuple[str, ...]
    starts: tuple[tuple[int, int], ...]
    parents: Mapping[ast.AST, ast.AST]

    @classmethod
    def of(cls, cell: reading.Cell, text: str) -> Sheet:
        pieces = [*LINE_END.split(text), ""]
        lines, ends = tuple(pieces[::2]), tuple(pieces[1::2])
        in_text = accumulate(map(len, map(str.__add__, lines, ends)), initial=0)
        in_code = accumulate((len(line) + 1 for line in cell.lines), initial=0)
        parents = {
            child: node for node in ast.walk(cell.tree) for child in ast.iter_child_nodes(node)
        }
        starts = tuple(zip(in_code, in_text))
        return cls(cell, text, "\n".join(cell.lines), lines, ends, starts, parents)

    def start(self, node: ast.AST) -> int:
        return self._offset(getattr(node, "lineno", 1), getattr(node, "col_offset", 0))

    def end(self, node: ast.AST) -> int:
        return self._offset(getattr(node, "end_lineno", 1), getattr(node, "end_col_offset", 0))

    def written(self, node: ast.AST) -> str:
        """The code of a node."""
        return self.code[self.start(node) : self.end(node)]

    def place(self, node: ast.AST) -> Place:
        return self.place_of(self.start(node))

    def place_of(self, offset: int) -> Place:
        """The place of a character of the code, as the reader of the source names it."""
        line = self.line(offset)
        column = offset - self.starts[line][0] + self.cell.margins[line] + 1
        return Place(line + 1, column, self.cell.number, self.cell.file)

    def _offset(self, line: int, column: int) -> int:
        before = self.cell.lines[line - 1].encode()[:column]
        return self.starts[line - 1][0] + len(before.decode(errors="ignore"))

    def line(self, offset: int) -> int:
        """The line, from 0, of an offset in the code."""
        return bisect_right(self.starts, offset, key=lambda start: start[0]) - 1

    def line_start(self, offset: int) -> int:
        return self.starts[self.line(offset)][0]

    def line_end(self, offset: int) -> int:
        line = self.line(offset)
        return self.starts[line][0] + len(self.cell.lines[line])

    def in_text(self, offset: int) -> int | None:
        """Where a character of the code stands in the text; None where that was written anew."""
        line = self.line(offset)
        in_code, in_text = self.starts[line]
        parsed, given, column = self.cell.lines[line], self.lines[line], offset - in_code
        if given.endswith(parsed[column:]):
            return in_text + len(given) - len(parsed) + column
        return in_text + column if given.startswith(parsed[:column]) else None

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """From where to where in the text a piece of code stands; None where it is not there."""
        first, last = self.in_text(start), self.in_text(end)
        if first is None or last is None or first > last:
            return None
        lines = LINE_END.sub("\n", self.text[first:last]).split("\n")
        code = self.code[start:end].split("\n")
        is_there = len(lines) == len(code) and lines[0] == code[0]
        is_there = is_there and all(line.endswith(one) for line, one in zip(lines, code))
        return (first, last) if is_there else None

    def span_of(self, node: ast.AST) -> tuple[int, int] | None:
        return self.span(self.start(node), self.end(node))

    def margin(self, offset: int) -> str:
        """What stands before the first word of a line of the text: a prompt, indentation."""
        first, code = self.line_start(offset), self.code[self.line_start(offset) :]
        word = self.in_text(first + len(code) - len(code.lstrip(" \t\f")))
        return "" if word is None else self.text[self.starts[self.line(offset)][1] : word]

    def line_ending(self, offset: int) -> str:
        return self.ends[self.line(offset)] or self.ends[0] or "\n"


class Manuscript(NamedTuple):
    """One source: its file as places name it, what was given, its text, and its sheets.

    `mark` is its byte order mark, `codec` how its bytes are read (empty where text was given).
    """

    file: str
    source: str | bytes
    mark: bytes
    codec: str
    body: str
    sheets: tuple[Sheet, ...]

    @classmethod
    def of(cls, source: str | bytes, file: str = "") -> Manuscript:
        """A source, parsed.  Raises `ReadError` where it is no Python."""
        cells = reading.cells(source, file, [])
        mark, codec, body = unpacked(source, file)
        if any(cell.number for cell in cells):
            from shapeproof.editing import notebook

            texts = {number: one.text for number, one in notebook.written(body).items()}
        else:
            texts = {0: body.removeprefix("\ufeff")}
        sheets = tuple(Sheet.of(cell, texts[cell.number or 0]) for cell in cells)
        return cls(file, source, mark, codec, body, sheets)

    def packed(self, body: str) -> str | bytes:
        """A text as the source was given: as text, or as bytes of its encoding."""
        return self.mark + body.encode(self.codec) if self.codec else body

    def sheet(self, node: ast.AST) -> Sheet:
        """The sheet in which a node stands."""
        return next(one for one in self.sheets if node in one.parents or node is one.cell.tree)

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self.sheet(node).parents.get(node)


def unpacked(source: str | bytes, file: str) -> tuple[bytes, str, str]:
    """The byte order mark, the codec and the text, of which the same bytes can be made again."""
    if isinstance(source, str):
        return b"", "", source
    mark, codec = next((one for one in MARKS if source.startswith(one[0])), (b"", "utf-8"))
    bare = source[len(mark) :]
    try:
        return mark, codec, bare.decode(codec)
    except UnicodeDecodeError:
        if codec == "utf-8":
            return b"", "latin-1", source.decode("latin-1")
    reason = say("some of its bytes are no {codec}; save it as UTF-8", codec=codec.upper())
    raise ReadError(reason, Place(1, 1, None, file))
