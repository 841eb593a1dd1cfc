"""The interpreter comes to what CPython comes to."""

import contextlib
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
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


NUMBERS = st.integers(-9, 9).map(str) | st.sampled_from(["0.5", "2.0", "True", "None", "'ab'"])
BINARY = st.sampled_from(
    ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<", "<=", ">", ">=", "==", "!=",
     "and", "or", "in", "not in"]
)  # fmt: skip


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, BINARY, inner),
        st.builds("({} is None)".format, inner),
        st.builds("({} is not None)".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("({}, {})[{}]".format, inner, inner, inner),
        st.builds("{{'k': {}}}['k']".format, inner),
        st.builds("[v for v in ({}, {}) if {}]".format, inner, inner, inner),
        st.builds("(lambda a, b={}: (a, b))({})".format, inner, inner),
        st.builds("max({}, {})".format, inner, inner),
        st.builds("str({})".format, inner),
        st.builds("len({})".format, inner),
        st.builds("(not {})".format, inner),
        st.builds("(-{})".format, inner),
        st.builds("f'{{{}!r}}'".format, NUMBERS.filter(lambda n: "'" not in n)),
    )


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@given(st.recursive(NUMBERS, grown, max_leaves=12))
def test_an_expression_comes_to_what_cpython_says_or_fails_alike(expression: str) -> None:
    program = f"try: r = {expression}\nexcept Exception as e: r = type(e).__name__"
    expected = by_cpython(program)["r"]
    found = Interpreter().run(program)["r"]
    assert repr(found) == repr(expected)
