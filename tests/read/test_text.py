"""Text comes as files, notebooks and pastes; each keeps its own lines."""

import json
import random

import pytest
from tests.read.toy import in_one_line, read, refusal, said

from shapeproof.message import ReadError


def notebook(*cells: str, **rest: object) -> str:
    listed = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": listed, **rest})


@pytest.mark.parametrize("source", [
    "x = 1\nd = Dense(3)",
    b"\xef\xbb\xbfx = 1\nd = Dense(3)",
    "\ufeffx = 1\r\nd = Dense(3)\r\n",
    "x = 1\rd = Dense(3)\r",
    "x = 1\n\td = Dense(3)".replace("\n\t", "\n"),
    ">>> x = 1\n>>> d = Dense(3)\n",
    ">>> x = 1\n>>> d = Dense(\n...     3)\n<Dense>\n",
    "In [1]: x = 1\nIn [2]: d = Dense(3)\nOut[2]: <Dense>\n",
    "In [1]: x = 1\n\nIn [2]: d = Dense(\n   ...:     3)\nOut[2]:\n<Dense\n at 3>\n",
    "    x = 1\n    d = Dense(3)",
    "\tx = 1\n\td = Dense(3)",
    "x = 1\n    d = Dense(3)".replace("x = 1\n    ", "    x = 1\n    "),
    "Here is my model:\n```python\nx = 1\nd = Dense(3)\n```\nWhat is wrong?",
    "```\nx = 1\nd = Dense(3)\n```",
    "x = 1\nd = Dense(3)\n```",
    "print 'hello', 3\nx = 1\nd = Dense(3)\nprint\nprint x  # shown",
    "try:\n    x = 1\nexcept KeyError, e:\n    pass\nd = Dense(3)",
    "%matplotlib inline\n!pip install toy\nx = 1\nd = Dense(3)\n?d\nd?",
    "if True:\n    !ls\n    x = 1\nfiles = !ls\nd = Dense(3)",
    "x\u00a0= 1\u200b\nd = Dense(3)",
    notebook("x = 1", "d = Dense(3)"),
    notebook("%%bash\nls -l | wc", "%%time\nx = 1\nd = Dense(3)"),
    "\n\n" + notebook("x = 1\nd = Dense(3)"),
])  # fmt: skip
def test_what_is_pasted_is_read(source: str | bytes) -> None:
    names = read(source).module_scope
    assert names["x"] == 1
    assert names["d"].args == [3]


@pytest.mark.parametrize(("source", "line", "column"), [
    ("x = 1\nd = Dense(3)", 2, 5), (">>> x = 1\n>>> d = Dense(3)", 2, 9),
    ("    x = 1\n    d = Dense(3)", 2, 9), ("text\n```\nd = Dense(3)\n```", 3, 5),
    ("π = 'é'; d = Dense(3)", 1, 14), ("In [7]: d = Dense(3)", 1, 13),
    ("%pylab\n\nd = Dense(3)", 3, 5),
])  # fmt: skip
def test_places_are_those_of_the_text_as_given(source: str, line: int, column: int) -> None:
    assert read(source).module_scope["d"].at[:2] == (line, column)


def test_places_in_a_notebook_name_the_cell_also_inside_functions() -> None:
    names = read(notebook("def f():\n    return Dense(3)", "x = 1\nd = f()\ne = Dense(1)"),
                 file="a.ipynb").module_scope  # fmt: skip
    assert names["d"].at == (2, 12, 1, "a.ipynb")
    assert names["e"].at == (3, 5, 2, "a.ipynb")


def test_notebooks_of_format_3_are_read() -> None:
    cells = [{"cell_type": "markdown", "source": "# hi"},
             {"cell_type": "code", "input": ["x = 1\n", "d = Dense(x)"]}]  # fmt: skip
    text = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]})
    assert read(text, file="a.ipynb").module_scope["d"].at[:3] == (2, 5, 2)


def test_a_cell_that_is_no_python_is_passed_over_and_said() -> None:
    reader = read(notebook("x = 1", "this is just prose", "y = 2"), file="a.ipynb")
    assert reader.module_scope["y"] == 2
    assert said(reader)[0].startswith("line 1: passed over this cell: it is no Python")
    assert reader.notes[0].at is not None
    assert reader.notes[0].at.cell == 2


@pytest.mark.parametrize(("source", "file", "line", "what"), [
    ("x = 1\nDense(“relu”)", "a.py", 2, "“ is a typographic quote; type straight quotes"),
    ("x = 1\ny = 'a’", "a.py", 2, "typographic quote"),
    ("x = 1\ny = = 2", "a.py", 2, "it is no Python"),
    ("x = (1", "a.py", 1, "never closed"),
    ("x = 1\n\0", "a.py", 2, "NUL byte"),
    ("x" * 2_000_000, "a.py", 1, "larger than 1,000,000 bytes"),
    ("{", "a.ipynb", 1, "no notebook"),
    ("[" * 100_000, "a.ipynb", 1, "no notebook"),
    ("{}", "a.ipynb", 1, "without code cells"),
    ('{"cells": 3}', "a.ipynb", 1, "without code cells"),
    ('{"cells": [1, null, {}, {"cell_type": "code", "source": 3}]}', "a.ipynb", 1, ""),
    (notebook("no python here", "nor here"), "a.ipynb", 1, "it is no Python"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_line(
    source: str, file: str, line: int, what: str
) -> None:
    if not what:
        read(source, file)
        return
    error = refusal(source, file)
    assert error.at is not None
    assert (error.at.line, error.at.file) == (line, file)
    assert what in str(error)
    assert ";" in str(error)


def test_an_empty_source_is_read() -> None:
    assert list(read("").module_scope) == []
    assert list(read("# nothing\n\n").module_scope) == []


def test_random_bytes_and_notebooks_never_show_a_traceback() -> None:
    chance = random.Random(7)
    seed = notebook("x = [1, 2]\nfor i in x:\n    print(i)", "!ls\ny = Dense(3)").encode()
    for round_ in range(500):
        data = bytearray(seed if round_ % 2 else chance.randbytes(200))
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        file = chance.choice(["a.py", "a.ipynb"])
        try:
            read(bytes(data), file)
        except ReadError as error:
            in_one_line(error)
