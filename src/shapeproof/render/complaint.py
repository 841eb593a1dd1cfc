"""An error message explained, in plain text and as a JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.complaints.complaint import Complaint
from shapeproof.language import Translate
from shapeproof.render.writing import COLUMNS, wide, wrapped

WIDEST = 24  # columns that a number takes beside what it is; what is longer has a line of its own


def told(complaint: Complaint, tell: Translate = str, width: int = COLUMNS) -> str:
    """The message, what it means, which number is which, and the ways out."""
    return "\n".join(_told(complaint, tell, width))


def _told(complaint: Complaint, tell: Translate, width: int) -> Iterator[str]:
    yield from wrapped(f"{complaint.framework}: {complaint.message}", width, "  ")
    yield ""
    yield from wrapped(complaint.means.told(tell), width)
    if complaint.numbers:
        yield from ("", tell("Which number is which"))
        yield from _numbers(complaint, tell, width)
    yield from ("", tell("Ways out"))
    for i, cure in enumerate(complaint.cures, 1):
        yield from wrapped(f"  {i}. {cure.told(tell)}", width, "     ")


def _numbers(complaint: Complaint, tell: Translate, width: int) -> Iterator[str]:
    """What stands in the message, and beside or below it what it is."""
    widest = max((wide(text) for text, _ in complaint.numbers if wide(text) <= WIDEST), default=0)
    margin = " " * (widest + 4)
    for text, what in complaint.numbers:
        first = f"  {text}{' ' * (widest - wide(text))}  "
        if wide(text) > widest:
            yield from wrapped(f"  {text}", width, "    ")
            first = margin
        yield from wrapped(first + what.told(tell), width, margin)


def document(complaint: Complaint, tell: Translate = str) -> dict[str, Any]:
    """The same as plain dicts and lists."""
    return {
        "framework": complaint.framework,
        "message": complaint.message,
        "numbers": [{"text": text, "is": what.told(tell)} for text, what in complaint.numbers],
        "means": complaint.means.told(tell),
        "cures": [cure.told(tell) for cure in complaint.cures],
    }
