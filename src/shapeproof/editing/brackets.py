"""Elements between brackets, with their own parentheses, commas, comments and line breaks."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from shapeproof.editing.edit import Change
from shapeproof.editing.manuscript import Sheet


class Gap(NamedTuple):
    """Behind an element: where it ends with its own parentheses, where its comma ends (0 if it has
    none), and where the next element begins or the bracket closes."""

    end: int
    comma: int
    following: int


def gap(sheet: Sheet, at: int, close: int) -> Gap:
    """What stands between the node that ends at `at` and the next one."""
    end, comma, code = at, 0, sheet.code
    while at < close:
        letter = code[at]
        if letter == "#":
            at = sheet.line_end(at)
            continue
        if letter == ")" and not comma:
            end = at + 1
        elif letter == ",":
            comma = at + 1
        elif not letter.isspace() and letter != "\\":
            break
        at += 1
    return Gap(end, comma, at)


def opening(sheet: Sheet, node: ast.expr) -> int:
    """Behind the bracket that opens a display or a call's arguments."""
    if not isinstance(node, ast.Call):
        return sheet.start(node) + is_bracketed(sheet, node)
    at = sheet.end(node.func)
    while sheet.code[at] != "(":
        at = sheet.line_end(at) if sheet.code[at] == "#" else at + 1
    return at + 1


def closing(sheet: Sheet, node: ast.expr) -> int:
    """Before the bracket that closes a display or a call's arguments."""
    return sheet.end(node) - is_bracketed(sheet, node)


def is_bracketed(sheet: Sheet, node: ast.expr) -> bool:
    """False for a tuple without parentheses, `(1), 2` among them."""
    if not isinstance(node, ast.Tuple) or not node.elts:
        return True
    first = node.elts[0]
    before = sheet.code[sheet.start(node) : sheet.start(first)].count("(")
    behind = gap(sheet, sheet.end(first), sheet.end(node))
    return before > sheet.code[sheet.end(first) : behind.end].count(")")


def starts(sheet: Sheet, node: ast.expr, elements: Sequence[ast.AST]) -> list[int]:
    """Where the elements of a bracket begin, with their own parentheses."""
    close = closing(sheet, node)
    first = gap(sheet, opening(sheet, node), close).following
    return [first, *(gap(sheet, sheet.end(one), close).following for one in elements[:-1])]


def prepended(sheet: Sheet, at: int, text: str) -> Change:
    """A new element before the one that begins at `at`: on a line of its own if that is."""
    return Change(at, at, f"{text},\n" if is_first_of_line(sheet, at) else f"{text}, ")


def appended(sheet: Sheet, node: ast.expr, begin: int, last: ast.AST, text: str) -> list[Change]:
    """A new element behind the last, which begins at `begin`.

    It gets a line of its own if the last one has; a comment stays with the last one.
    """
    close = closing(sheet, node)
    end, comma, _ = gap(sheet, sheet.end(last), close)
    if not is_first_of_line(sheet, begin):
        return [Change(end, end, f", {text}")]
    line_end = sheet.line_end(end)
    rest = sheet.code[max(end, comma) : line_end].strip()
    if close <= line_end or not (comma or rest):
        return [Change(end, end, f",\n{text}", begin)]
    if comma > line_end or not (rest == "" or rest.startswith("#")):
        return [Change(end, end, f", {text}")]
    if comma:
        return [Change(line_end, line_end, f"\n{text},", begin)]
    return [Change(end, end, ","), Change(line_end, line_end, f"\n{text}", begin)]


def is_first_of_line(sheet: Sheet, at: int) -> bool:
    return not sheet.code[sheet.line_start(at) : at].strip()
