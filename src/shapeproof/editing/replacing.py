"""Expressions changed where they stand: replaced, or wrapped in a call."""

from __future__ import annotations

import ast

from shapeproof.editing.edit import Change, Edit, made
from shapeproof.editing.manuscript import Manuscript

LONGEST = 100  # characters of what tells an edit


def replaced(manuscript: Manuscript, node: ast.expr, text: str) -> Edit | None:
    """Any expression, replaced by source text."""
    sheet, parent = manuscript.sheet(node), manuscript.parent(node)
    if isinstance(parent, ast.Call) and sheet.end(node) == sheet.end(parent):
        text = f"({text})"  # the parentheses of `all(x for x in y)` belong to both
    change = Change(sheet.start(node), sheet.end(node), text)
    return made(manuscript, node, [change], telling(manuscript, node))


def wrapped(manuscript: Manuscript, node: ast.expr, before: str, after: str) -> Edit | None:
    """`self.fc1(x)` as `self.fc1(torch.flatten(x, 1))`: what reads `x` reads `before`x`after`."""
    if isinstance(node, ast.Starred):
        node = node.value
    return replaced(manuscript, node, f"{before}{manuscript.sheet(node).written(node)}{after}")


def telling(manuscript: Manuscript, node: ast.expr) -> tuple[int, int]:
    """From where to where the code around an expression says what is changed.

    That is the call that reads it, the statement that names it, or the parameter whose default it
    is; the expression alone where that would be long.
    """
    sheet = manuscript.sheet(node)
    below: ast.AST = node
    above: ast.AST = node
    while not isinstance(above, ast.Call | ast.stmt | ast.arguments | ast.Lambda):
        below, above = above, sheet.parents[above]
    start, end = sheet.start(node), sheet.end(node)
    match above:
        case ast.Call() | ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Return():
            told = sheet.start(above), sheet.end(above)
        case ast.arguments():
            before = [one for one in ast.walk(above)
                      if isinstance(one, ast.arg) and sheet.start(one) < start]  # fmt: skip
            told = max(map(sheet.start, before)), sheet.end(below)
        case _:
            told = start, end
    return told if told[1] - told[0] <= LONGEST else (start, end)
