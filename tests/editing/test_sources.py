"""Every byte that an edit does not name stays, however a source is written."""

import json

import pytest

from shapeproof.editing import (
    EditError,
    Manuscript,
    alternatives,
    call_at,
    calls_of,
    diff,
    inserted_before,
    row_of,
    with_argument,
)
from shapeproof.message import Place, ReadError
from tests.editing.sources import LINEAR, call, changed

SOURCES = [  # a source, and what ends a new line in it and begins the next
    ("m.add(Linear(1050))\n", "\n"),
    ("m.add(Linear(1050))", "\n"),
    ("x = 1\r\n\r\nm.add(Linear(1050))\r\nlast", "\r\n"),
    ("x = 1\r\n\r\nm.add(Linear(1050))", "\r\n"),
    ("x = 1\rm.add(Linear(1050))\rlast\r", "\r"),
    ("x = 1\r\nm.add(Linear(1050))\nlast\r", "\n"),
    ("if 1:\n\tx = '\N{SNOWMAN}\U0001f600'\n\tm.add(Linear(1050))\n", "\n\t"),
    ("x = '''\n\ttext \r\n'''\n\x0c\nm.add(Linear(1050)) \t\n\n\n", "\n"),
    ("x = '\u2028\x0b'\nm.add(Linear(1050))\n", "\n"),
    (">>> x = 1\n>>> m.add(Linear(1050))\n<Sequential>\n", "\n>>> "),
    ("In [1]: x = 1\nIn [2]: m.add(Linear(1050))\nOut[2]: <S>\n", "\nIn [2]: "),
    ("Why?\n```python\nm.add(Linear(1050))\n```\n", "\n"),
    ("%matplotlib inline\n!pip install x\nm.add(Linear(1050))\n", "\n"),
    ("    x = 1\n    m.add(Linear(1050))\n", "\n    "),
    ("\tif x:\n\t\tm.add(Linear(1050))\n", "\n\t\t"),
    ("x\u00a0=\u00a01\nif x:\n\u00a0\u00a0m.add(Linear(1050))\n", "\n\u00a0\u00a0"),
    ("print 'hello', x  # shown\nm.add(Linear(1050))\n", "\n"),
]
CODECS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"]
OLD = [("latin-1", "x = '\xe9\xff'"), ("gbk", "x = '\u5f20\u91cf'"), ("cp1252", "x = '\u20ac'")]


def encoded(text: str, codec: str) -> bytes:
    return ("\ufeff" * codec.startswith("utf-16") + text).encode(codec)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(("source", "between"), SOURCES)
def test_all_other_bytes_stay(source: str, between: str, codec: str) -> None:
    manuscript = Manuscript.of(encoded(source, codec), "net.txt")
    layer = call(manuscript, "Linear")
    edit = with_argument(manuscript, layer, "in_features", 7, LINEAR)
    assert changed(manuscript, edit) == encoded(source.replace("1050", "7"), codec)
    new = source.replace("m.add", f"m.add(F()){between}m.add")
    assert changed(manuscript, inserted_before(manuscript, layer, "F()")) == encoded(new, codec)


@pytest.mark.parametrize(("codec", "line"), OLD)
def test_bytes_of_older_encodings_stay(codec: str, line: str) -> None:
    source = f"# coding: {codec}\n{line}; m.add(Linear(1050))  # {line}\n".encode(codec)
    manuscript = Manuscript.of(source, "net.py")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert changed(manuscript, edit) == source.replace(b"1050", b"7")


def test_text_stays_text() -> None:
    manuscript = Manuscript.of("\ufeffLinear(1050)")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert changed(manuscript, edit) == "\ufeffLinear(7)"


def notebook(*cells: list[str] | str, indent: int | None = 1, ensure_ascii: bool = False) -> str:
    listed = [{"cell_type": "markdown", "source": ["# Linear(1050)\n"]}]
    listed += [{"cell_type": "code", "metadata": {"b": 1, "a": [2]}, "source": source,  # type: ignore[dict-item]
                "outputs": [{"text": "Linear(1050)"}]} for source in cells]  # fmt: skip
    document = {"nbformat": 4, "cells": listed, "metadata": {"x": 1.50}}
    return json.dumps(document, indent=indent, ensure_ascii=ensure_ascii)


LINES = ["%matplotlib inline\n", "π = '\U0001f600\\n'\n", "!ls\n", "m.add(Linear(1050))"]


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("source", [LINES, "".join(LINES), [*LINES[:3], LINES[3] + "\n", "x"]])
def test_a_notebook_changes_in_the_strings_of_the_changed_lines(
    source: list[str] | str, ascii_only: bool, indent: int | None
) -> None:
    text = notebook("x = 1", source, indent=indent, ensure_ascii=ascii_only)
    for given in (text, text.encode(), text.replace("\n", "\r\n").encode()):
        manuscript = Manuscript.of(given, "a.ipynb")
        layer = call(manuscript, "Linear")
        edit = with_argument(manuscript, layer, "in_features", 7, LINEAR)
        assert edit is not None
        assert edit.place == Place(4, 7, 3, "a.ipynb")
        line = "m.add(Linear(1050))"
        then = changed(manuscript, edit)
        assert then == (
            given.replace(line.encode(), line.replace("1050", "7").encode())
            if isinstance(given, bytes)
            else given.replace(line, line.replace("1050", "7"))
        )


def test_a_new_line_of_a_notebook_is_a_string_of_its_own() -> None:
    lines = ["x = 1\n", "m.add(Linear(1050))"]
    text = notebook(lines)
    manuscript = Manuscript.of(text, "a.ipynb")
    then = changed(manuscript, inserted_before(manuscript, call(manuscript, "Linear"), "F()"))
    assert then == notebook(["x = 1\n", "m.add(F())\n", "m.add(Linear(1050))"])


def test_a_new_argument_of_a_notebook_is_a_string_of_its_own() -> None:
    manuscript = Manuscript.of(notebook(["Linear(\n", "  1,\n", "  2,  # '\"\n", ")"]), "a.ipynb")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "bias", "'\"\\\\'")
    assert changed(manuscript, edit) == notebook(
        ["Linear(\n", "  1,\n", "  2,  # '\"\n", "  bias='\"\\\\',\n", ")"]
    )


def test_what_goes_over_several_strings_is_taken_from_all() -> None:
    manuscript = Manuscript.of(notebook(["Linear(f(\n", "  1,\n", "  2), 3)\n", "x"]), "a.ipynb")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert changed(manuscript, edit) == notebook(["Linear(7", "", ", 3)\n", "x"])


def test_a_value_in_another_cell_is_found() -> None:
    manuscript = Manuscript.of(notebook("h = 1050", "Linear(h)"), "a.ipynb")
    edit, _ = alternatives(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert changed(manuscript, edit) == notebook("h = 7", "Linear(h)")


def test_notebooks_of_format_3_are_changed() -> None:
    cells = [{"cell_type": "code", "input": ["x = 1\n", "Linear(1050)"], "language": "python"}]
    text = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]})
    manuscript = Manuscript.of(text, "a.ipynb")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert changed(manuscript, edit) == text.replace("1050", "7")


def test_a_diff_names_the_file_and_its_lines() -> None:
    manuscript = Manuscript.of("a\nb\nc\r\nd\nLinear(1050)\r\ne", "net.py")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert edit is not None
    assert diff(manuscript, edit) == (
        "--- net.py\n+++ net.py\n@@ -2,5 +2,5 @@\n b\n c\n d\n-Linear(1050)\n+Linear(7)\n e\n"
        "\\ No newline at end of file\n"
    )


def test_a_diff_of_a_notebook_names_the_cell() -> None:
    manuscript = Manuscript.of(notebook("x", ["y\n", "Linear(1050)\n"]), "a.ipynb")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert edit is not None
    assert diff(manuscript, edit) == (
        "--- a.ipynb (cell 3)\n+++ a.ipynb (cell 3)\n@@ -1,2 +1,2 @@\n y\n"
        "-Linear(1050)\n+Linear(7)\n"
    )


@pytest.mark.parametrize(("source", "place", "name", "found"), [
    ("x = Dense(10)(x)", (1, 5), "", "Dense(10)"),
    ("x = x.view(4, 5).sum(1)", (1, 5), "", "x.view(4, 5)"),
    ("x = x.view(4, 5).sum(1)", (1, 5), "sum", "x.view(4, 5).sum(1)"),
    ("é = 'ü'; x = f(g(1))", (1, 14), "", "f(g(1))"),
    ("é = 'ü'; x = f(g(1))", (1, 16), "", "g(1)"),
    (">>> x = f(1)", (1, 9), "", "f(1)"),
    ("    x = f(1)\n    y = g(\n        2)", (2, 9), "", "g(\n    2)"),
])  # fmt: skip
def test_a_call_is_found_by_its_place(
    source: str, place: tuple[int, int], name: str, found: str
) -> None:
    manuscript = Manuscript.of(source)
    layer = call_at(manuscript, Place(*place), name)
    assert manuscript.sheet(layer).written(layer) == found


@pytest.mark.parametrize(("place", "name"), [
    (Place(1, 1), ""), (Place(9, 1), ""), (Place(1, 5, 2), ""), (Place(1, 5), "view"),
])  # fmt: skip
def test_a_place_without_a_call_is_said_in_one_line(place: Place, name: str) -> None:
    with pytest.raises(EditError, match=r"^no call.* begins here; .*read it again$") as caught:
        call_at(Manuscript.of("x = f(1)"), place, name)
    assert caught.value.at == place


def test_the_calls_of_a_layer_are_found_by_its_name() -> None:
    manuscript = Manuscript.of(
        "import torch.nn.functional as F\nself.fc(1)\nfc(2)\nself.fc[0](3)\nnet.body.fc(4)\n"
        "F.fc(5)\nself.fc.go(6)\nself.fc2(7)\nfc"
    )
    assert [manuscript.sheet(one).written(one.args[0]) for one in calls_of(manuscript, "fc")
            ] == ["1", "2", "3", "4"]  # fmt: skip


def test_the_row_of_a_call_is_found() -> None:
    manuscript = Manuscript.of("x = 1\nnet = Sequential([a, Linear(1)])")
    layer = call(manuscript, "Linear")
    row, sheet = row_of(manuscript, layer), manuscript.sheets[0]
    assert row is not None
    assert (sheet.written(row.node), row.at) == ("[a, Linear(1)]", 1)
    assert row_of(manuscript, sheet.cell.tree.body[0].value) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", ["x = (", b"\xff\xfe\x00\xd8", "{"])
def test_what_cannot_be_read_is_said_in_one_line(source: str | bytes) -> None:
    with pytest.raises(ReadError, match=r"^[^\n]+$"):
        Manuscript.of(source, "net.ipynb" if source == "{" else "net.py")
