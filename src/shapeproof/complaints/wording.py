"""How a framework words a message: its text, with holes for what differs from one to the next.

>>> found = last("a 2x3 b", "a {rows:int}x{columns:int} b")
>>> found.values, found.texts
({'rows': 2, 'columns': 3}, {'rows': '2', 'columns': '3'})
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

Sizes = tuple[int | None, ...]
"""A shape as a message has it; None for a size that it leaves open."""

LONGEST = 50_000
"""So much of a text is read, from its end: the last error is the one that counts."""

COLOUR = re.compile(r"\x1b\[[\d;?]{0,12}[A-Za-z]|\[[\d;]{1,12}m")
FULL_WIDTH = str.maketrans("【】（）：，。", "[]():,.")

MARKED, MARK = re.compile("[\"'`]"), "[\"'`“”‘’]?"
"""A quotation mark, and the ways in which versions and chats write it."""
SIZES = r"(?:torch\.Size|TensorShape)?\(?[\[(][-\d ,Nonewaxis?*]{0,300}[\])]\)?"
HOLES = {
    "int": r"-?\d{1,18}",
    "sizes": SIZES,
    "word": r"\b(?>[\w/-]{1,80}(?:[.:][\w/-]{1,80}){0,8})",
    "type": r"(?:(?:un)?signed |long |short )?[\w.:]{1,60}",
    "any": r".{0,300}?",
    "gap": r"[ :,\d]{0,60}",
    "named": r"(?: with name \S{1,120})?",
    "others": r"(?: size mismatch for .{1,400}?\]\)\.)*",
}
"""What may stand in a hole of each kind: all of bounded length, so that no text takes long."""
HOLE = re.compile(r"\{(\w+):(\w+)\}")


class Found(NamedTuple):
    """A message in a text: where, how it is worded there, and what stands in its holes.

    `stated` counts the characters that the wording leaves no room in.
    """

    start: int
    end: int
    message: str
    values: dict[str, Any]
    texts: dict[str, str]
    stated: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """The last message counts, of those that end together the longest, then the plainest."""
        return self.end, -self.start, self.stated


def plain(text: str) -> list[str]:
    """The last lines of a text without colours and margins, their words one blank apart."""
    lines = COLOUR.sub("", text[-LONGEST:]).translate(FULL_WIDTH).splitlines()
    return [line for line in map(_without_margins, lines) if line]


def _without_margins(line: str) -> str:
    """A line without what pytest, mail and boxes put beside it."""
    words = "".join(one if one.isprintable() else " " for one in line).split()
    return " ".join(words).lstrip("│|> ").rstrip("│ ").removeprefix("E ")


def last(text: str, template: str) -> Found | None:
    """The last message of this wording in a text."""
    if _phrase(template) not in text:
        return None
    places = list(_pattern(template).finditer(text))
    return _read(places[-1], template) if places else None


def _read(found: re.Match[str], template: str) -> Found:
    kinds = {name: kind for name, kind in HOLE.findall(template) if name != "_"}
    texts = {name: found[name] for name in kinds}
    values = {name: READ.get(kind, str)(texts[name]) for name, kind in kinds.items()}
    return Found(*found.span(), found[0], values, texts, len(HOLE.sub("", template)))


def _sizes(text: str) -> Sizes:
    """`torch.Size([2, 3])`, `(None, 28)` or `(32x1x1)`."""
    found = re.findall(r"-?\d+|None|[?*]", text)
    return tuple(int(one) if one[-1].isdigit() else None for one in found)


READ: dict[str, Any] = {"int": int, "sizes": _sizes}


@cache
def _phrase(template: str) -> str:
    """The longest text between the holes and marks of a wording: the quickest to look for."""
    literals = HOLE.split(template)[::3]
    return max((part for one in literals for part in MARKED.split(one)), key=len)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("".join(_pieces(template)))


def _pieces(template: str) -> Iterator[str]:
    """Regular expressions: the text between the holes, and what may stand in each."""
    literals = HOLE.split(template)
    for i in range(0, len(literals), 3):
        yield MARK.join(map(re.escape, MARKED.split(literals[i])))
        for name, kind in zip(literals[i + 1 : i + 2], literals[i + 2 : i + 3]):
            yield HOLES[kind] if name == "_" else f"(?P<{name}>{HOLES[kind]})"
