"""Where the code of a notebook's cells stands in its JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

SPACE = re.compile(r"[ \t\r\n]*")
CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u.{4}|\\.|[^\\]", re.DOTALL
)


class Written(NamedTuple):
    """A cell's code and the JSON strings that hold it.

    `between` stands between two strings of a list; empty where the code is one string.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    lengths: tuple[int, ...]
    between: str


class Piece(NamedTuple):
    """What comes in the place of a part of the JSON text."""

    start: int
    end: int
    new: str


def written(body: str) -> dict[int, Written]:
    """The code cells of a notebook by their numbers."""
    document = members(body, after_space(body, 0))
    sheets = [document]
    if "worksheets" in document and body[document["worksheets"]] == "[":
        sheets = [members(body, at) for at in elements(body, document["worksheets"])]
    cells = [
        members(body, at)
        for sheet in sheets
        if "cells" in sheet and body[sheet["cells"]] == "["
        for at in elements(body, sheet["cells"])
    ]
    return {number: in_cell(body, cell) for number, cell in enumerate(cells, 1)}


def in_cell(body: str, cell: dict[str, int]) -> Written:
    at = cell.get("source", cell.get("input", -1))
    if at < 0 or body[at] not in '["':
        return Written("", (), (), "")
    listed = list(elements(body, at)) if body[at] == "[" else [at]
    spans = tuple((one, value_end(body, one)) for one in listed if body[one] == '"')
    texts = [json.loads(body[start:end]) for start, end in spans]
    between = f",{body[at + 1 : listed[0]]}" if body[at] == "[" and listed else ""
    return Written("".join(texts), spans, tuple(map(len, texts)), between)


def pieces(body: str, cell: Written, start: int, end: int, new: str) -> Iterator[Piece]:
    """The changes of the JSON text for one change of a cell's text; its offsets are characters."""
    begins = sum(cell.lengths)
    for (opened, closed), length in zip(reversed(cell.spans), reversed(cell.lengths)):
        begins -= length
        first, last = max(start, begins), min(end, begins + length)
        if start >= begins or first < last:
            offsets = [opened + 1]
            offsets += (one.end() for one in CHARACTER.finditer(body, opened + 1, closed - 1))
            text = encoded(new, cell.between, body.isascii()) if start >= begins else ""
            yield Piece(offsets[first - begins], offsets[last - begins], text)
        if start >= begins:
            return


def encoded(text: str, between: str, ascii_only: bool) -> str:
    """A text inside a JSON string; in a list, each of its lines ends a string."""
    lines = [json.dumps(line, ensure_ascii=ascii_only)[1:-1] for line in text.split("\n")]
    return (f'\\n"{between}"' if between else "\\n").join(lines)


def after_space(body: str, at: int) -> int:
    match = SPACE.match(body, at)
    return match.end() if match else at


def value_end(body: str, at: int) -> int:
    return json.JSONDecoder().raw_decode(body, at)[1]


def members(body: str, at: int) -> dict[str, int]:
    """Where the values of an object stand, by their keys; of a key that comes twice, the last."""
    found: dict[str, int] = {}
    while body[at] in "{," and body[key := after_space(body, at + 1)] == '"':
        colon = after_space(body, value_end(body, key))
        found[json.loads(body[key : value_end(body, key)])] = after_space(body, colon + 1)
        at = after_space(body, value_end(body, after_space(body, colon + 1)))
    return found


def elements(body: str, at: int) -> Iterator[int]:
    """Where the elements of an array stand."""
    while body[at] in "[," and body[one := after_space(body, at + 1)] != "]":
        yield one
        at = after_space(body, value_end(body, one))
