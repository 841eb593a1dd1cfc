"""Files beside a source are found and bound as CPython finds and binds them, and never run."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.read.toy import Layer, Toy, in_one_line, said

from shapeproof.cli import main
from shapeproof.message import ReadError
from shapeproof.read.source import Budget, Interpreter
from shapeproof.read.source.neighbours import Neighbours
from shapeproof.read.source.values import Unknown

PROJECTS = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").strip().split("\n\n")
JUDGE = """
import runpy, sys
folder, name = sys.argv[1:]
sys.path[0] = folder
run = runpy.run_module if "." in name else runpy.run_path
try:
    print(run(name if "." in name else f"{folder}/{name}.py", run_name="__main__")["x"])
except SystemExit:
    print("left")
"""
"""Runs a project's source: a script, or a module of a package."""


def files(project: str) -> dict[str, str]:
    """What stands in the files of a project in the form `== path`, the source first."""
    parts = [part.partition("\n") for part in ("\n" + project).split("\n== ")[1:]]
    return {path: text for path, _, text in parts}


def write(folder: Path, project: dict[str, str]) -> Path:
    """The source of a project, once all of its files are there."""
    for path, text in project.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder / next(iter(project))


def reading(source: Path, budget: Budget | None = None) -> Interpreter:
    reader = Interpreter([Toy()], str(source), budget)
    reader.neighbours = Neighbours(reader, str(source))
    reader.run(source.read_bytes())
    return reader


def by_cpython(folder: Path, source: Path) -> str:
    name = ".".join(source.relative_to(folder).with_suffix("").parts)
    command = [sys.executable, "-ISc", JUDGE, str(folder), name]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("project", PROJECTS, ids=lambda p: p.split("\n")[1])
def test_every_name_is_that_of_cpython(project: str, tmp_path: Path) -> None:
    source = write(tmp_path, files(project))
    reader = reading(source)
    assert reader.notes == []
    assert str(reader.module_scope.get("x", "left")) == by_cpython(tmp_path, source)


SCRIPT = "from layers import net\nx = net(4)"
NET = "from toy.layers import Dense\ndef net(n): return Dense(n)"


def test_what_a_neighbour_makes_tells_its_own_file_and_line(tmp_path: Path) -> None:
    source = write(tmp_path, {"main.py": SCRIPT, "layers.py": NET})
    made = reading(source).module_scope["x"]
    assert isinstance(made, Layer)
    assert (made.at.file, made.at.line) == (str(tmp_path / "layers.py"), 2)


def test_files_are_named_as_the_source_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"run/main.py": SCRIPT, "layers.py": NET})
    monkeypatch.chdir(tmp_path / "run")
    for source, expected in (("main.py", "../layers.py"), ("../run/main.py", "../layers.py")):
        assert reading(Path(source)).module_scope["x"].at.file == expected


def test_only_what_the_source_binds_may_be_the_model_that_is_meant(tmp_path: Path) -> None:
    source = write(tmp_path, {
        "main.py": "import layers\nlayers.calls()\nfrom layers import own",
        "layers.py": "from toy.layers import Dense\nown = Dense(1)\nother = Dense(2)\n"
                     "def calls():\n    inner = Dense(3)\ncalls()",
    })  # fmt: skip
    bound = [(each.name, *each.value.args) for each in reading(source).bindings]
    assert bound == [("inner", 3), ("own", 1)]


BROKEN = {
    "f(1\n": "line 1: passed over this file: it is no Python ('(' was never closed); "
             "correct this line",
    "x = 1\0": "line 1: passed over this file: it has a NUL byte, so it is no text; "
               "give Python source",
    "# " * 600_000: "line 1: passed over this file: it is larger than 1,000,000 bytes; "
                    "give the part that builds the model",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=["syntax", "nul", "huge"])
def test_a_broken_neighbour_is_a_note_and_its_names_are_unknown(tmp_path: Path, text: str) -> None:
    source = write(tmp_path, {"main.py": "from part import *\nfrom part import n\n"
                              "import part\nx = n, part.m, other", "part.py": text})  # fmt: skip
    reader = reading(source)
    assert said(reader) == [BROKEN[text]]
    assert reader.notes[0].at is not None
    assert reader.notes[0].at.file == str(tmp_path / "part.py")
    assert all(isinstance(each, Unknown) for each in reader.module_scope["x"])


def test_a_file_that_may_not_be_read_is_a_note(tmp_path: Path) -> None:
    source = write(tmp_path, {"main.py": "import part", "part.py": "x = 1"})
    (tmp_path / "part.py").chmod(0)
    if os.access(tmp_path / "part.py", os.R_OK):
        pytest.skip("this user may read everything")
    assert said(reading(source)) == [
        "line 1: passed over this file: it cannot be opened: Permission denied"
    ]


def test_links_out_of_the_project_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"secret.py": "key = 7", "a/b/real.py": "n = 1"})
    source = write(tmp_path / "a" / "b", {"main.py": "import link, fine\nx = link.key, fine.n"})
    source.with_name("link.py").symlink_to(tmp_path / "secret.py")
    source.with_name("fine.py").symlink_to(source.with_name("real.py"))
    reader = reading(source)
    assert said(reader) == [
        "line 1: passed over this file: it lies outside of the project, so it is not read"
    ]
    unknown, known = reader.module_scope["x"]
    assert isinstance(unknown, Unknown)
    assert known == 1


@pytest.mark.parametrize("statement", [
    "from ....secret import key", "from .....secret import key", "import a.b",
    "from importlib import import_module as i\nkey = i('/secret').key",
    "from importlib import import_module as i\nkey = i('../../secret').key",
])  # fmt: skip
def test_no_name_leads_out_of_the_project(tmp_path: Path, statement: str) -> None:
    write(tmp_path, {"secret.py": "key = 7", "a/secret.py": "key = 7"})
    source = write(tmp_path / "a" / "b" / "c" / "d", {"main.py": f"{statement}\nx = key"})
    reader = reading(source)
    assert reader.notes == []
    assert not isinstance(reader.module_scope["x"], int)


def test_what_is_no_file_is_not_found(tmp_path: Path) -> None:
    source = write(tmp_path, {"main.py": "import part, pipe, gone\nx = part.n, pipe.n, gone.n",
                              "part.py/inside.py": "n = 1"})  # fmt: skip
    os.mkfifo(tmp_path / "pipe.py")
    reader = reading(source)
    assert reader.notes == []
    assert [str(each) for each in reader.module_scope["x"]] == ["part.n", "pipe.n", "gone.n"]


def test_a_framework_is_not_shadowed(tmp_path: Path) -> None:
    source = write(tmp_path, {
        "main.py": "import numpy, keras\nfrom tensorflow import made\n"
                   "x = numpy.zeros((2, 3)).shape, keras.made, made",
        **dict.fromkeys(("numpy.py", "keras/__init__.py", "tensorflow/made.py"), "made = 1"),
    })  # fmt: skip
    shape, *others = reading(source).module_scope["x"]
    assert shape == (2, 3)
    assert 1 not in others


def test_the_files_of_a_framework_say_what_its_vocabulary_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path, {
        "keras/applications/net.py": "from ..layers import Dense\nfrom ..engine import own\n"
        "from keras.src.models import Sequential\nfrom keras import Input\n"
        "from . import beside\nfrom keras.applications import near\n"
        "net = Sequential([Input((3,)), Dense(near.UNITS), Dense(beside.UNITS)])",
        **dict.fromkeys(("keras/applications/beside.py", "keras/applications/near.py"),
                        "UNITS = 5"),
        **dict.fromkeys(("keras/__init__.py", "keras/layers.py", "keras/engine/__init__.py",
                         "keras/applications/__init__.py", "keras/engine/own.py"), "f("),
    })  # fmt: skip
    assert shown(str(source)) == 0
    out = capsys.readouterr().out
    assert '"totals": {"params": 50,' in out
    assert '"notes": []' in out


def test_a_package_around_the_source_is_read_for_its_own_names_only(tmp_path: Path) -> None:
    source = write(tmp_path, {
        "pkg/sub/main.py": "from . import part\nfrom .part import n\nimport pkg.sub.part as p\n"
                           "from pkg.sub.part import n as m\nx = part.n, n, m, p.n",
        **dict.fromkeys(("pkg/__init__.py", "pkg/sub/__init__.py"), "f("),
        "pkg/sub/part.py": "n = 1",
    })  # fmt: skip
    reader = reading(source)
    assert reader.notes == []
    assert reader.module_scope["x"] == (1, 1, 1, 1)


def chain(length: int) -> dict[str, str]:
    """Files that each import the next; the last one knows a number."""
    links = {f"m{i}.py": f"from m{i + 1} import n\nn += 1" for i in range(length)}
    return {"main.py": "from m0 import n\nx = n", **links, f"m{length}.py": "n = 0"}


def test_a_long_chain_of_files_is_read(tmp_path: Path) -> None:
    reader = reading(write(tmp_path, chain(100)))
    assert reader.notes == []
    assert reader.module_scope["x"] == 100


def test_files_may_take_half_of_the_budget(tmp_path: Path) -> None:
    source = write(tmp_path, chain(100))
    reader = reading(source, Budget(steps=20_000))
    assert {note.message.values["why"].template for note in reader.notes} == {
        "reading the files before it took too long; give the part that builds the model"
    }
    assert not isinstance(reader.module_scope["x"], int)


def test_a_neighbour_without_end_stops_reading_at_its_own_line(tmp_path: Path) -> None:
    source = write(tmp_path, {"main.py": "import part", "part.py": "\n\nx = 10**10**10"})
    with pytest.raises(ReadError) as caught:
        reading(source)
    at = in_one_line(caught.value).at
    assert at is not None
    assert (at.file, at.line) == (str(tmp_path / "part.py"), 3)


def test_a_statement_that_fails_in_a_neighbour_is_passed_over(tmp_path: Path) -> None:
    source = write(tmp_path, {"main.py": "from part import y, later\nx = y, later",
                              "part.py": "y = 1\nglobals()['later'] = [1][2]"})  # fmt: skip
    reader = reading(source)
    assert [note.at and note.at.line for note in reader.notes] == [2]
    known, unknown = reader.module_scope["x"]
    assert known == 1
    assert isinstance(unknown, Unknown)


def test_one_that_a_model_has_a_part_in_is_not(tmp_path: Path) -> None:
    text = "from toy import Dense\ndef build(n): Dense(n)"
    source = write(tmp_path, {"main.py": "import part\npart.build(1, 2)", "part.py": text})
    with pytest.raises(ReadError, match="takes 1 positional argument but 2 were given"):
        reading(source)


def test_a_name_that_a_neighbour_has_not_is_said(tmp_path: Path) -> None:
    source = write(tmp_path, {"main.py": "from part import n", "part.py": "m = 1"})
    assert said(reading(source)) == [
        "line 1: passed over this statement (ImportError: cannot import name 'n' from 'part'); "
        "what it sets is unknown"
    ]


# Whole commands

BUILD = """
from tensorflow.keras import Sequential, layers
from .config import UNITS

def build():
    model = Sequential([layers.Input((3,))])
    model.add(layers.Dense(UNITS))
    return model

if __name__ == "__main__":
    other = Sequential([layers.Input((5,)), layers.Dense(7)])
"""
PROJECT = {
    "train.py": "from nets import build\nnet = build()\n",
    "nets/__init__.py": "from .small import build\nfrom .config import *\n",
    "nets/small.py": BUILD,
    "nets/config.py": "UNITS = 10\n",
}


def shown(*command: str) -> int:
    return main(["show", *command, "--format", "json"])


@pytest.mark.parametrize("target", ["train.py", "train.py:build", "train.py:build()",
                                    "nets/small.py:build", "nets/__init__.py:build"])  # fmt: skip
def test_a_project_is_read_from_wherever_it_is_entered(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, PROJECT)
    monkeypatch.chdir(tmp_path)
    assert shown(target) == 0
    out = capsys.readouterr().out
    assert '"params": 40,' in out
    own = (
        '"at": {"line": 7,'
        if target == "nets/small.py:build"
        else '"file": "nets/small.py", "line": 7'
    )
    assert own in out


@pytest.mark.parametrize(("text", "units"), [
    ("", 3), ("def build(): return Sequential([Input((2,)), Dense(5)])", 5),
    ("Sequential([Input((2,)), Dense(6)]).summary()", 6), ("side.net.summary()", 3),
    ("def main(): return side.net\nmain()", 3), ("side.make(8)", 8), ("net = side.net", 3),
])  # fmt: skip
def test_a_model_of_a_neighbour_is_meant_where_the_source_makes_none(
    text: str, units: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imports = "from keras import Sequential, Input\nfrom keras.layers import Dense\n"
    make = "def make(n): return Sequential([Input((2,)), Dense(n)])\nnet = make(3)"
    source = write(tmp_path, {"main.py": f"{imports}import side\n{text}",
                              "side.py": imports + make})  # fmt: skip
    assert shown(str(source)) == 0
    assert f'"outputs": [{{"shape": [null, {units}]' in capsys.readouterr().out


def test_a_notebook_has_neighbours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell = {"cell_type": "code", "source": PROJECT["train.py"]}
    write(tmp_path, PROJECT | {"train.ipynb": json.dumps({"cells": [cell]})})
    assert shown(str(tmp_path / "train.ipynb")) == 0
    assert '"params": 40,' in capsys.readouterr().out


def test_text_without_a_file_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, PROJECT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PROJECT["train.py"].encode())))
    assert shown("-") == 2
    assert "no model is made here" in capsys.readouterr().err


@pytest.mark.parametrize("source", [
    "from small import build\nnet = build()", "from small import *\nnet = build()",
    "import small\nnet = small.build()", "from small import net",
    "from keras.layers import *\nfrom small import *\nx = Input((3,))\ny = Dense(3)(block(x))",
    "from keras import *\nfrom small import block\nx = Input((3,))\nModel(x, block(x))",
])  # fmt: skip
def test_the_refusal_names_the_broken_neighbour(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"train.py": source, "small.py": "\ndef build(:\n    pass\n"})
    assert shown(str(tmp_path / "train.py")) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert f"{tmp_path / 'small.py'}:2: it is no Python" in line


def test_a_layer_that_is_wrong_is_told_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, PROJECT | {"nets/config.py": "UNITS = -1\n"})
    monkeypatch.chdir(tmp_path)
    assert shown("train.py") == 1
    assert capsys.readouterr().err.startswith("nets/small.py:7: dense: ")


def test_a_layer_is_explained_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, PROJECT | {"nets/config.py": "UNITS = 9\n"})
    monkeypatch.chdir(tmp_path)
    assert main(["why", "train.py", "dense"]) == 0
    assert main(["why", "nets/small.py:build", "dense_1"]) == 0
    beside, own = [line for line in capsys.readouterr().out.splitlines() if " -> " in line]
    assert beside == "dense (Dense), nets/small.py:7: (None, 3) -> (None, 9)"
    assert own == "dense_1 (Dense), line 7: (None, 3) -> (None, 9)"


def test_a_note_names_the_file_that_it_is_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, PROJECT | {"nets/config.py": "UNITS = 10\nrest = [1][2]\n",
                               "nets/__init__.py": "from .small import build"})  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["show", "train.py", "--format", "text"]) == 0
    assert "Note: nets/config.py:2: passed over" in capsys.readouterr().out
