"""The JSON of configs, refused where it is larger or deeper than a model can make it."""

from __future__ import annotations

from typing import Any

from shapeproof.message import ReadError, say

LARGEST = 16 * 1024 * 1024
"""Bytes of a config."""
CONTAINERS = 500_000
"""Lists and dicts in it, each of which takes far more memory than it takes text."""


def decoded(text: bytes | str) -> Any:
    """A config's JSON, unless it is too large, too deep, or has numbers that no model has."""
    import json

    if len(text) > LARGEST:
        raise ReadError(say("it is larger than {most} MB; give the part that makes the model",
                            most=LARGEST // 1024 // 1024))  # fmt: skip
    if isinstance(text, bytes):
        text = _text(text)
    if text.count("{") + text.count("[") > CONTAINERS:
        raise ReadError(say("it has more parts than a config of a model can have"))
    try:
        config = json.loads(text, parse_int=_whole, parse_constant=_no_number)
    except RecursionError:
        raise ReadError(say("its models and layers lie too deep in one another")) from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        if line is None:
            raise ReadError(say("it has a number that no model has")) from None
        raise ReadError(
            say("it is no JSON: line {line} does not go on as JSON does", line=line)
        ) from None
    return config


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReadError(say("it is no text in UTF-8")) from None


def _whole(digits: str) -> int:
    if len(digits) > 19:
        raise ValueError(digits[:20])
    return int(digits)


def _no_number(name: str) -> float:
    return float(name)
