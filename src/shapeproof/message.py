"""What is said to a person: a sentence with room for values, kept apart from its language.

>>> str(say("a window of {width} must fit", width=3))
'a window of 3 must fit'
>>> str(say("over all {n:channel|channels}", n=Count(1)))
'over all 1 channel'
>>> str(say("over all {n:channel|channels}", n=Name("C") * 2))
'over all 2*C channels'
>>> str(say("over {n:the one channel|all # channels}", n=Name("C")))
'over all C channels'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Formula, Name
from shapeproof.algebra.notation import size


class Count(int):
    """A number that a sentence may ask for with its noun: `{n:channel|channels}`.

    Where the number stands elsewhere than before the noun, `#` is its place:
    `{n:the one channel|all # channels}`.
    """

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return format(int(self), spec)
        one, many = spec.split("|")
        noun = one if self == 1 else many
        is_placed = "#" in one + many
        return noun.replace("#", str(int(self))) if is_placed else f"{int(self)} {noun}"


class Words(str):
    """A formula that a sentence may ask for with its noun, as it asks for a number."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return format(str(self), spec)
        noun = spec.partition("|")[2]
        return noun.replace("#", self) if "#" in noun else f"{self!s} {noun}"


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


class Extent(NamedTuple):
    """How far something reaches, along each axis: `16 steps`, or `3×3 places`; `:bare`, `3×3`."""

    sizes: tuple[Any, ...]

    def told(self, translate: Callable[[str], str]) -> Spoken:
        bare = "×".join(str(_spoken(one, translate)) for one in self.sizes)
        first, *others = self.sizes
        full = say("{size} places", size=bare) if others else say("{n:step|steps}", n=first)
        return Spoken(full.told(translate), bare)


class Spoken(str):
    """A text that has a shorter form."""

    bare: str

    def __new__(cls, full: str, bare: str) -> Spoken:
        spoken = super().__new__(cls, full)
        spoken.bare = bare
        return spoken

    def __format__(self, spec: str) -> str:
        return self.bare if spec == "bare" else str(self)


def _spoken(value: Any, translate: Callable[[str], str]) -> Any:
    match value:
        case Message() | Extent():
            return value.told(translate)
        case Name(value=int(known)):
            return Count(known)
        case Formula():
            return Words(size(value))
        case tuple() | list():
            return listed(value, translate)
        case bool() | float():
            return value
        case int():
            return Count(value)
        case _:
            return shortened(str(value))


LONGEST = 500  # characters of a value in a sentence


def shortened(text: str) -> str:
    """What a person wrote, as much of it as a sentence has room for."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def listed(values: Iterable[Any], translate: Callable[[str], str]) -> str:
    """Values in a row; between numbers stands a comma as in a shape, whatever the language."""
    values = list(values)
    of_words = any(isinstance(one, str | Message) for one in values)
    between = translate(", ") if of_words else ", "
    return between.join(str(_spoken(one, translate)) for one in values)


def say(template: str, **values: Any) -> Message:
    """`say("line {line}: assumed {what}", line=3, what="x")`: a sentence to be translated later."""
    return Message(template, values)


@lru_cache(maxsize=1024)
def noun(name: str) -> Message:
    """What a quantity is called; its numbers are values, so that one message serves them all.

    >>> noun("size 2 of input 1").template
    'size {i} of input {j}'
    """
    words, values = name.split(" "), dict[str, Any]()
    if all(word.isalnum() for word in words):
        letters = iter("ijk")
        for at, word in enumerate(words):
            if word.isdigit() and (letter := next(letters, "")):
                words[at], values[letter] = f"{{{letter}}}", word
    template = " ".join(words)
    return Message(template, values)


def paragraph(sentences: Iterable[str]) -> str:
    """Sentences in a row, a space between them where the writing has spaces."""
    spaced = (one if one.endswith("。") else f"{one} " for one in sentences)
    return "".join(spaced).rstrip()


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


class AskError(ShapeproofError):
    """A question that the model cannot be asked."""


class ReadError(ShapeproofError):
    """A source could not be read: where, why, and the way out."""


def closest(name: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The known name that was probably meant; empty if none is much like it."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), 1, alike)), "")


def too_much(error: Exception) -> Message | None:
    """What to say of an error behind which no mistake is, but more than a machine holds; None for
    other errors."""
    if isinstance(error, MemoryError):
        return say("reading this takes more memory than there is; give the part that makes the "
                   "model")  # fmt: skip
    if isinstance(error, RecursionError):
        return say("the code is nested too deeply to be read; split it into smaller parts")
    if isinstance(error, OverflowError) or "integer string conversion" in str(error):
        return say("a number has more digits than can be written; make the sizes smaller")
    return None
