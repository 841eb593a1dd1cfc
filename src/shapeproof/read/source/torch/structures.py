"""Values of a source in nested lists, tuples and dicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shapeproof.message import Message, say
from shapeproof.read.source import structures
from shapeproof.read.source.objects import Instance
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.values import Host, Loaded, written

MOST_PARTS = 100_000
"""The most values that are found in what a call reads or gives."""


def not_read(value: Any) -> Message:
    """Why a call that reads this value cannot be followed."""
    if isinstance(value, Loaded):
        return value.why
    return say("it is called on `{what}`, whose shape is not known", what=written(value))


def every(values: Iterable[Any]) -> list[Any]:
    """The values of nested lists, tuples, dicts, named tuples and dataclasses, in order."""
    return structures.every(values, opened, MOST_PARTS)


def opened(value: Any) -> Any:
    """What an object holds that stands for several values: a named tuple, a dataclass."""
    if not isinstance(value, Instance) or isinstance(value, Host):
        return value
    if value.payload is not UNBOUND:
        return value.payload
    fields = value.cls.find("__dataclass_fields__")
    return value if fields is UNBOUND else [value.attributes.get(name) for name in fields]
