"""Questions as the page asks them: plain JSON, of which nothing is believed unseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shapeproof.language import LANGUAGES
from shapeproof.message import AskError, Message, say
from shapeproof.rules.rule import Index

FRAMEWORKS = ("", "keras", "torch")
MOST = 10**18
"""How large a number may be that somebody expects."""
TEXT, NUMBER, TEXTS, PLACES = say("a text"), say("a number"), say("a list of texts"), say("places")


class About(NamedTuple):
    """What a question is about: the text in the editor, and how it shall be read."""

    source: str
    inputs: tuple[str, ...]
    framework: str


Question = Mapping[str, Any]


def asked(question: object) -> Question:
    """Raises `AskError` for what is no question."""
    if not isinstance(question, dict):
        raise AskError(say("a question is a JSON object, such as {example}",
                           example='{"ask": "model", "source": "…"}'))  # fmt: skip
    return question


def language(question: object) -> str:
    """The language of the answer; English where none is asked for that there is."""
    asked_for = question.get("language") if isinstance(question, dict) else None
    return asked_for if asked_for in LANGUAGES else "en"


def about(question: Question) -> About:
    """Raises `AskError` where something is missing."""
    inputs = question.get("inputs", [])
    if not isinstance(inputs, list) or not all(isinstance(one, str) for one in inputs):
        raise _needed("inputs", TEXTS)
    framework = one_of(question, "framework", FRAMEWORKS)
    return About(text(question, "source"), tuple(one for one in inputs if one.strip()), framework)


def text(question: Question, key: str) -> str:
    found = question.get(key)
    if not isinstance(found, str):
        raise _needed(key, TEXT)
    return found


def one_of(question: Question, key: str, known: tuple[str, ...]) -> str:
    """One of a few words, the first where nothing is said."""
    found = question.get(key, known[0])
    if found not in known:
        raise AskError(say("`{key}` is one of {known}", key=key,
                           known=tuple(repr(one) for one in known)))  # fmt: skip
    return str(found)


def whole(question: Question, key: str) -> int:
    found = question.get(key)
    if type(found) is not int:
        raise _needed(key, NUMBER)
    if abs(found) > MOST:
        raise AskError(say("`{key}` is a number of at most 18 digits", key=key))
    return found


def places(question: Question, key: str) -> list[Index]:
    found = question.get(key)
    if not isinstance(found, list):
        raise _needed(key, PLACES)
    for one in found:
        if not isinstance(one, list) or any(type(at) is not int for at in one):
            raise _needed(key, PLACES)
    return [tuple(one) for one in found]


def _needed(key: str, what: Message) -> AskError:
    return AskError(say("a question of this kind needs `{key}`: {what}", key=key, what=what))
