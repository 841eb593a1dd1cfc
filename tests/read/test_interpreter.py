"""The interpreter comes to what CPython comes to."""

import contextlib
import io
from typing import Any

import pytest
from tests.read.snippets import SNIPPETS

from shapeproof.read.source import Interpreter

PLAIN = (int, float, complex, str, bytes, bool, type(None), list, tuple, dict, set, frozenset)


def by_cpython(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(source, names)
    del names["__name__"]
    return names


def plain(value: Any) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return type(value) in PLAIN and all(map(plain, value))
    if isinstance(value, dict):
        return type(value) is dict and all(map(plain, value)) and all(map(plain, value.values()))
    return type(value) in PLAIN


@pytest.mark.parametrize("source", SNIPPETS, ids=lambda s: s.split("\n")[0][:60])
def test_every_binding_is_that_of_cpython(source: str) -> None:
    reader = Interpreter()
    names = reader.run(source)
    assert reader.notes == []
    expected = {k: v for k, v in by_cpython(source).items() if plain(v)}
    found = {name: names.get(name) for name in expected}
    assert found == expected
    assert repr(found) == repr(expected)
