"""What Keras's lookups ask of TensorFlow before they have looked anything up: tables with a size.

With it in TensorFlow's place, Keras's own code says which shapes and refusals there are.
"""

from __future__ import annotations

from contextlib import nullcontext
from importlib import import_module
from types import SimpleNamespace
from typing import Any

MODULES = (
    *("hashing", "hashed_crossing", "index_lookup", "integer_lookup", "string_lookup"),
    "text_vectorization",
)


class Entries:
    """Keys and values that a table is made of."""

    size = 0

    def __init__(self, keys: Any, *_: object) -> None:
        self.size = len(keys)


class Table:
    """A table that knows how many entries it has."""

    def __init__(self, entries: Any = None, *_: object, **__: object) -> None:
        self.entries = entries

    def size(self) -> SimpleNamespace:
        return SimpleNamespace(numpy=lambda: self.entries.size)


def as_dtype(name: str) -> SimpleNamespace:
    return SimpleNamespace(name=name, is_integer="int" in name, max=2**63 - 1)


TABLES = SimpleNamespace(
    available=True,
    as_dtype=as_dtype,
    convert_to_tensor=lambda value, dtype=None: value,
    is_tensor=lambda value: False,
    executing_eagerly=lambda: True,
    init_scope=nullcontext,
    size=len,
    range=lambda start, stop, dtype: range(start, stop),
    Variable=lambda value, **_: SimpleNamespace(value=lambda: value),
    lookup=SimpleNamespace(
        KeyValueTensorInitializer=Entries,
        StaticHashTable=Table,
        experimental=SimpleNamespace(MutableHashTable=Table),
    ),
)


def put_in_place() -> None:
    for name in MODULES:
        import_module(f"keras.src.layers.preprocessing.{name}").tf = TABLES  # type: ignore[attr-defined]
