"""What is said of an error message, and the row of a table that knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from shapeproof.complaints.wording import Found
from shapeproof.message import Message


class Complaint(NamedTuple):
    """A framework's error message, explained.

    `message` is as the text has it; `numbers` are pieces of it, each with what it is; `cures` are
    ways out, the likeliest first, their code in backticks.
    """

    framework: str
    message: str
    numbers: tuple[tuple[str, Message], ...]
    means: Message
    cures: tuple[Message, ...]


class Known(NamedTuple):
    """A message: its wordings, what it means, what stands in their holes, and the ways out.

    All these may ask for what stands in a hole.  `tried` are ways out that are worth telling for
    some numbers only: it reads the holes, and those that it tells come first.
    """

    wordings: tuple[str, ...]
    means: Message
    numbers: Mapping[str, Message] = {}
    cures: tuple[Message, ...] = ()
    tried: Callable[..., Iterable[Message]] | None = None

    def told(self, found: Found, framework: str) -> Complaint:
        """This message, with the numbers that it has in a text."""
        values = {hole: _spelt(value) for hole, value in found.values.items()}
        tried = () if self.tried is None else self.tried(**found.values)
        named = [(text, self.numbers[hole]) for hole, text in found.texts.items()
                 if hole in self.numbers]  # fmt: skip
        return Complaint(
            framework,
            found.message,
            tuple(named),
            _filled(self.means, values),
            tuple(_filled(cure, values) for cure in (*tried, *self.cures)),
        )


def _spelt(value: Any) -> Any:
    return str(value) if isinstance(value, tuple) else value


def _filled(message: Message, values: Mapping[str, Any]) -> Message:
    return message._replace(values={**values, **message.values})
