"""A change of a source: what comes in the place of what, as a line and as a diff."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from io import StringIO
from itertools import pairwise
from operator import itemgetter
from tokenize import COMMENT, ENDMARKER, NEWLINE, NL, TokenError, generate_tokens
from typing import NamedTuple

from shapeproof.editing.manuscript import LINE_END, Manuscript, Sheet
from shapeproof.message import Place

NO_NEWLINE = "\n\\ No newline at end of file\n"


class Replacement(NamedTuple):
    """New text in the place of old: in characters of a file's text, or of one cell's."""

    file: str
    cell: int | None
    start: int
    end: int
    old: str
    new: str


class Edit(NamedTuple):
    """Replacements that belong together, in order, and how they are told.

    `old` and `new` are source text as it stands: the smallest whole expression that reads well,
    before and after.  `place` is where it begins; `label` has both on one line.
    """

    replacements: tuple[Replacement, ...]
    label: str
    place: Place
    old: str
    new: str

    def applied(self, manuscript: Manuscript) -> str | bytes:
        """The whole source with the change in it, all else as it was: text or bytes, as given."""
        body = manuscript.body
        return manuscript.packed(_spliced(body, _pieces(self, manuscript), 0, len(body)))


def _pieces(edit: Edit, manuscript: Manuscript) -> Iterator[tuple[int, int, str]]:
    body, own = manuscript.body, [r for r in edit.replacements if r.file == manuscript.file]
    skipped = len(body) - len(body.removeprefix("\ufeff"))
    in_cells = [(one.cell, one) for one in own if one.cell]
    yield from ((one.start + skipped, one.end + skipped, one.new) for one in own if not one.cell)
    if in_cells:
        from shapeproof.editing import notebook

        cells = notebook.written(body)
        for cell, one in in_cells:
            yield from notebook.pieces(body, cells[cell], one.start, one.end, one.new)


class Change(NamedTuple):
    """New code in the place of the code between two offsets.

    Its further lines are indented as the line at `like`, or else that of `start`.
    """

    start: int
    end: int
    new: str
    like: int | None = None


def made(
    manuscript: Manuscript,
    node: ast.AST,
    changes: Sequence[Change],
    told: tuple[int, int] | None = None,
    label: str = "",
) -> Edit | None:
    """The edit of these changes; None where they cannot be made.

    It is told by the code of `node`, or by that between two offsets.  It cannot be made where the
    code does not stand in the text as it was parsed, such as a `print x` of Python 2, nor inside an
    f-string, whose places Python 3.11 does not tell.
    """
    sheet = manuscript.sheet(node)
    replacements: list[Replacement] = []
    for change in sorted(changes, key=lambda one: one.start):
        one = replacement(sheet, change)
        if one is None or (replacements and one.start < replacements[-1].end):
            return None
        replacements.append(one)
    start, end = told or (sheet.start(node), sheet.end(node))
    span = sheet.span(start, end)
    if span is None or _is_in_fstring(sheet, node):
        return None
    if not label:
        parts = [(one.start, one.end, one.new) for one in changes]
        new = _spliced(sheet.code, parts, start, end)
        label = f"{shortened(sheet.code[start:end])} → {shortened(new)}"
    texts = [(one.start, one.end, one.new) for one in replacements]
    old, new = sheet.text[slice(*span)], _spliced(sheet.text, texts, *span)
    return Edit(tuple(replacements), label, sheet.place_of(start), old, new)


def _spliced(text: str, parts: Iterable[tuple[int, int, str]], first: int, last: int) -> str:
    """The text between two offsets with these parts of it replaced, and not those beyond it."""
    for start, end, new in sorted(parts, key=itemgetter(0, 1), reverse=True):
        if first <= start and end <= last:
            text = text[:start] + new + text[end:]
            last += len(new) - (end - start)
    return text[first:last]


def replacement(sheet: Sheet, change: Change) -> Replacement | None:
    """A change of the code as one of the text; None where the code is not the text's."""
    span = sheet.span(change.start, change.end)
    if span is None:
        return None
    like = change.start if change.like is None else change.like
    new = change.new.replace("\n", sheet.line_ending(like) + sheet.margin(like))
    old = sheet.text[slice(*span)]
    return Replacement(sheet.cell.file, sheet.cell.number, *span, old, new)


def _is_in_fstring(sheet: Sheet, node: ast.AST) -> bool:
    above = sheet.parents.get(node)
    while above is not None and not isinstance(above, ast.JoinedStr):
        above = sheet.parents.get(above)
    return above is not None


def shortened(code: str) -> str:
    """On one line: without comments, with one space where there are more, none inside brackets."""
    try:
        tokens = list(generate_tokens(StringIO(f"({code}\n)").readline))
    except TokenError:
        return " ".join(code.split())
    words = [one for one in tokens if one.type not in (COMMENT, NL, NEWLINE, ENDMARKER)]
    line = ""
    for before, word in pairwise(words[:-1]):
        is_apart = (
            before.end != word.start and before.string not in "([{" and word.string not in ")]}"
        )
        line += f" {word.string}" if is_apart else word.string
    return line


def combined(*edits: Edit) -> Edit | None:
    """Several edits as one; None where two want to change the same place in different ways."""
    each = in_order(one for edit in edits for one in edit.replacements)
    for one, following in pairwise(each):
        is_same_sheet = one[:2] == following[:2]
        if is_same_sheet and (following.start < one.end or following.start == one.start):
            return None
    return Edit(
        each,
        "; ".join(edit.label for edit in edits),
        edits[0].place,
        "\n".join(edit.old for edit in edits),
        "\n".join(edit.new for edit in edits),
    )


def in_order(replacements: Iterable[Replacement]) -> tuple[Replacement, ...]:
    """Replacements as they stand in their files, each once."""
    return tuple(sorted({*replacements}, key=lambda one: (one[0], one[1] or 0, *one[2:])))


def diff(manuscript: Manuscript, edit: Edit) -> str:
    """The change as a unified diff, a notebook's cell by cell."""
    return "".join(_of_sheet(sheet, edit) for sheet in manuscript.sheets)


def _of_sheet(sheet: Sheet, edit: Edit) -> str:
    file, number = sheet.cell.file, sheet.cell.number
    name = f"{file or 'source'} (cell {number})" if number else file or "source"
    own = [one for one in edit.replacements if (one.file, one.cell) == (file, number)]
    text = _spliced(sheet.text, [(one.start, one.end, one.new) for one in own], 0, len(sheet.text))
    lines = (LINE_END.sub("\n", each).splitlines(keepends=True) for each in (sheet.text, text))
    old, new = ([line if line.endswith("\n") else f"{line}{NO_NEWLINE}" for line in each]
                for each in lines)  # fmt: skip
    return "".join(unified_diff(old, new, name, name))
