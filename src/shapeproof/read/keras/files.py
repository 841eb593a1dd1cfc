"""Files that Keras writes: a model's JSON, `.keras` archives, HDF5.

They are read as data, without Keras; nothing in them is run or loaded.
"""

from __future__ import annotations

from typing import IO, Any

from shapeproof.message import ReadError, say
from shapeproof.model import Model
from shapeproof.read.keras.config import read as read_config
from shapeproof.rules.rule import Tensor

LARGEST = 16 * 1024 * 1024
"""Bytes of a config."""
CONTAINERS = 500_000
"""Lists and dicts in it, each of which takes far more memory than it takes text."""


def read(file: IO[bytes], path: str, inputs: tuple[Tensor, ...]) -> Model:
    """The model in an open file.

    Raises `ReadError` where it holds none, or is damaged.
    """
    start = file.read(8)
    file.seek(0)
    if start[:2] == b"PK":
        from shapeproof.read.keras.saved import read as read_saved

        return read_saved(file, path, inputs)
    if start == b"\x89HDF\r\n\x1a\n" or path.endswith((".h5", ".hdf5")):
        from shapeproof.read.keras.hdf5 import read as read_hdf5

        return read_hdf5(path, inputs)
    if path.endswith(".keras"):
        raise ReadError(say("it is no zip archive, or a damaged one; save the model again"))
    return read_config(decoded(file.read(LARGEST + 1)), inputs)


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
