"""What is said to a person: a sentence with room for values, kept apart from its language.

>>> str(say("a window of {width} must fit", width=3))
'a window of 3 must fit'
>>> str(say("over all {n:channel|channels}", n=Count(1)))
'over all 1 channel'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Formula
from shapeproof.algebra.notation import size


class Count(int):
    """A number that a sentence may ask for with its noun: `{n:channel|channels}`."""

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return format(int(self), spec)
        one, many = spec.split("|")
        return f"{int(self)} {one if self == 1 else many}"


class Message(NamedTuple):
    """An English sentence, its values in braces; the sentence is its own key in a catalogue."""

    template: str
    values: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return self.told(lambda template: template)

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`, values that are sentences included."""
        values = {name: _spoken(value, translate) for name, value in self.values.items()}
        return translate(self.template).format_map(values) if values else translate(self.template)


def _spoken(value: Any, translate: Callable[[str], str]) -> Any:
    match value:
        case Message():
            return value.told(translate)
        case Formula():
            return size(value)
        case tuple() | list():
            return ", ".join(str(_spoken(one, translate)) for one in value)
        case bool() | float():
            return value
        case int():
            return Count(value)
        case _:
            return str(value)


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
