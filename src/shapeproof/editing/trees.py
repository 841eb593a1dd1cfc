"""Whether a change of a source's text changes its syntax tree there alone."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from shapeproof.editing.edit import Edit
from shapeproof.editing.manuscript import EditError, Manuscript, Sheet
from shapeproof.message import Place, ReadError, say

SPACE = (
    *("EmptyLine", "Newline", "ParenthesizedWhitespace", "SimpleWhitespace", "TrailingWhitespace"),
    *("LeftSquareBracket", "RightSquareBracket", "LeftCurlyBrace", "RightCurlyBrace"),
)
"""Kinds of libcst's nodes that are space, or have some in them: they may be split and joined."""


class Span(NamedTuple):
    """A node of a tree by its kind, from where to where in the text it stands."""

    kind: str
    start: int
    end: int


class Part(NamedTuple):
    """A changed part of a text, from where to where."""

    start: int
    end: int


def is_elsewhere_alike(manuscript: Manuscript, edit: Edit) -> bool:
    """Whether all that stands outside an edit's replacements, or around them, is what it was.

    A `.py` file is parsed by libcst, whose tree holds every character; other sources by Python.
    Raises `EditError` where libcst is not installed or cannot parse the file as it was.
    """
    try:
        changed = Manuscript.of(edit.applied(manuscript), manuscript.file)
    except ReadError:
        return False
    own = [one for one in edit.replacements if one.file == manuscript.file]
    if len(changed.sheets) != len(manuscript.sheets):
        return False
    for before, after in zip(manuscript.sheets, changed.sheets):
        here = [one for one in own if one.cell == before.cell.number]
        moved, old, new = 0, list[Part](), list[Part]()
        for one in here:
            old.append(Part(one.start, one.end))
            new.append(Part(one.start + moved, one.start + moved + len(one.new)))
            moved += len(one.new) - len(one.old)
        spans = _whole if manuscript.file.endswith(".py") else _parsed
        if here and outside(spans(before), old) != outside(spans(after), new):
            return False
    return True


def outside(spans: Iterable[Span], parts: Sequence[Part]) -> Counter[Span]:
    """The nodes that are not inside of one of these parts; each part counts as a single point."""
    return Counter(
        Span(kind, drawn(start, parts), drawn(end, parts))
        for kind, start, end in spans
        if not any(part.start <= start and end <= part.end for part in parts)
    )


def drawn(at: int, parts: Sequence[Part]) -> int:
    """An offset once the parts before it have been drawn together."""
    return at - sum(min(at, end) - start for start, end in parts if start < at)


def _parsed(sheet: Sheet) -> Iterator[Span]:
    """The nodes of Python's own tree that stand in the text as they were parsed.

    Those inside f-strings are left out: Python 3.11 does not tell their places.
    """
    waiting: list[ast.AST] = [sheet.cell.tree]
    for node in waiting:
        if hasattr(node, "end_lineno"):
            span = sheet.span_of(node)
            if span is not None:
                yield Span(type(node).__name__, *span)
        if not isinstance(node, ast.JoinedStr):
            waiting.extend(ast.iter_child_nodes(node))


def _whole(sheet: Sheet) -> Iterator[Span]:
    """The nodes of libcst's tree, comments among them."""
    try:
        import libcst
        from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper
    except ImportError:
        reason = say('writing a .py file needs libcst; install it: pip install "shapeproof[fix]"')
        raise EditError(reason) from None
    try:
        module = libcst.parse_module(sheet.text)
    except (libcst.ParserSyntaxError, RecursionError) as error:
        line = getattr(error, "raw_line", 1)
        reason = say("libcst cannot parse it, so it is not written; change it by hand")
        raise EditError(reason, Place(line, 1, None, sheet.cell.file)) from None
    if module.code != sheet.text:
        reason = say("libcst does not give its text back, so it is not written; change it by hand")
        raise EditError(reason, Place(1, 1, None, sheet.cell.file))
    characters = [at for at, one in enumerate(sheet.text) for _ in one.encode()]
    characters += [len(sheet.text)] * 2  # a last line end that is missing counts as one
    places: Mapping[Any, Any] = MetadataWrapper(module, unsafe_skip_copy=True).resolve(
        ByteSpanPositionProvider
    )
    for node, span in places.items():
        if span.length and type(node).__name__ not in SPACE:
            start, end = characters[span.start], characters[span.start + span.length]
            yield Span(type(node).__name__, start, end)
