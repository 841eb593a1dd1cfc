"""What is said to a person: a sentence with room for values, kept apart from its language.

>>> str(Message("a window of {width} must fit", {"width": 3}))
'a window of 3 must fit'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Message(NamedTuple):
    """An English sentence, its values in braces; the sentence is its own key in a catalogue."""

    template: str
    values: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return self.template.format_map(self.values)


def say(template: str, **values: Any) -> Message:
    """`say("line {line}: assumed {what}", line=3, what="x")`: a sentence to be translated later."""
    return Message(template, values)


class Place(NamedTuple):
    """Where something stands in a source; lines and columns count from 1."""

    line: int
    column: int = 1
    cell: int | None = None
    file: str = ""


class Note(NamedTuple):
    """Something that a reader took for granted, and where."""

    at: Place | None
    message: Message


class ShapeproofError(Exception):
    """What every error of this package is; its message is one line for a person."""

    def __init__(self, message: Message, at: Place | None = None) -> None:
        super().__init__(str(message))
        self.message, self.at = message, at


class ReadError(ShapeproofError):
    """A source could not be read: where, why, and the way out."""
