"""What Python answers the page, against the command line's own answers, and against itself: every
number that leads somewhere is there to be found."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from shapeproof.cli import main
from shapeproof.explanation import row
from shapeproof.language import translator
from shapeproof.layer_report import LayerReport
from shapeproof.model import Call
from shapeproof.web.answers import answered, exact
from shapeproof.web.derivations import why
from shapeproof.web.pictures import cells, picture
from shapeproof.web.places import Text
from tests.sampling import QUICK, telling
from tests.test_one_rule import FAMILIES, TORCH, cases_of, facts_of
from tests.web.conftest import missing

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
COMMANDS = CASES / "commands"
INPUTS = {"guilty": ["1,3,32,32"], "guilty_joined": ["1,1,33,33"], "own": ["None,28,28,1"]}
SOUND = [
    *(ROOT / "examples" / name for name in ("conv1d.py", "lenet.py")),
    *(COMMANDS / f"{name}.py" for name in ("attention", "branches", "gru", "nested", "own")),
    *(COMMANDS / f"{name}.py" for name in ("shared", "stock", "torch_cnn", "torch_gpt")),
    *(CASES / "own" / f"{name}.py" for name in ("capsules", "lora_layer")),
    *(
        path
        for path in sorted((ROOT / "page" / "src" / "examples").glob("*.py"))
        if path.stem != "lenet"
    ),
]
WRONG = [
    *(COMMANDS / f"{name}.py" for name in ("guilty", "guilty_joined", "guilty_keras")),
    *(COMMANDS / f"{name}.py" for name in ("guilty_training", "too_wide", "torch_wrong")),
    ROOT / "page" / "src" / "examples" / "lenet.py",
]
DATA = re.compile(r"\\data\{(from|argument)=([^}]*)\}\{([^{}]*)\}")


def ask(kind: str, source: str, **more: Any) -> Any:
    return answered({"ask": kind, "source": source, "inputs": [], "framework": "", **more})


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What the command line says."""
    main([*map(str, arguments)])
    return capsys.readouterr().out


def ask_of(kind: str, path: Path, **more: Any) -> Any:
    return ask(kind, path.read_text(), inputs=INPUTS.get(path.stem, []), **more)


def inputs_of(path: Path) -> list[str]:
    return [word for one in INPUTS.get(path.stem, []) for word in ("--input", one)]


def by_name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", SOUND + WRONG, ids=by_name)
def test_rows_are_the_layers_of_the_document(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ask_of("model", path)
    document = json.loads(told(capsys, "show", path, *inputs_of(path), "--format", "json"))
    layers = iter(document["layers"])
    keys = ("path", "type", "reused", "inputs", "outputs", "params", "macs", "flops")
    for one in model["rows"]:
        if not one["nested"]:  # what has no row, the document tells between
            alike = next(layer for layer in layers if layer["path"] == one["path"])
            assert [one[key] for key in keys] == [alike[key] for key in keys]
            assert one["at"] is None or one["at"]["line"] == alike["at"]["line"]
    for key in ("params", "trainable", "non_trainable", "macs", "flops", "uncounted"):
        assert model["totals"][key] == document["totals"][key]
    for key in ("layer", "message"):
        assert [one[key] for one in model["problems"]] == [one[key] for one in document["problems"]]
    assert path not in SOUND or not model["problems"]


@pytest.mark.parametrize("path", SOUND + WRONG, ids=by_name)
def test_ids_are_unique_and_lead_to_the_shapes_that_are_read(path: Path) -> None:
    model = ask_of("model", path)
    ids = [one["id"] for one in (*model["inputs"], *model["rows"])]
    assert len(set(ids)) == len(ids)
    given = {one["id"]: [one["shape"]] for one in model["inputs"]}
    given |= {one["id"]: one["outputs"] for one in model["rows"]}
    given |= {None: [[16], [256]]}  # positions, which a function makes that has no row
    for one in model["rows"]:
        assert len(one["from"]) == len(one["inputs"]), one
        for source, shape in zip(one["from"], one["inputs"]):
            assert shape in given[source], (one["id"], source)
        for source, shape in zip(one["gives"], one["outputs"]):
            assert shape in given[source], (one["id"], source)
    for one in model["outputs"] if not model["problems"] else ():
        assert one["shape"] in given[one["from"]]
    for one in model["problems"]:
        for source, shape in zip(one["from"], one["inputs"], strict=True):
            assert shape in given[source]


def test_a_failed_edge_is_known_inside_a_model_too() -> None:
    inner = "nn.Sequential(nn.Linear(8, 4), nn.Linear(5, 2))"
    model = ask("model", f"m = nn.Sequential(nn.ReLU(), {inner})", inputs=["1,8"])
    [problem] = model["problems"]
    assert (problem["layer"], problem["from"], problem["inputs"]) == ("1.1", ["1.0"], [[1, 4]])
    assert problem["at"] == {"line": 1, "column": 60, "end_line": 1, "end_column": 75}


def test_a_layer_that_is_called_again_has_another_id() -> None:
    model = ask(
        "model", "x = Input((8,), name='d#2')\nd = Dense(8, name='d')\nm = Model(x, d(d(x)))"
    )
    assert [one["id"] for one in model["inputs"]] == ["d#2"]
    assert [one["id"] for one in model["rows"]] == ["d", "d#3"]
    assert [one["from"] for one in model["rows"]] == [["d#2"], ["d"]]
    again = ask("why", "x = Input((8,))\nd = Dense(8)\nm = Model(x, d(d(x)))", layer="dense#2")
    assert [one["from"] for one in again["reads"]] == ["dense"]


@pytest.mark.parametrize("path", SOUND, ids=by_name)
def test_derivations_are_those_of_the_document(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [one for one in ask_of("model", path)["rows"] if not one["nested"]]
    document = json.loads(told(capsys, "show", path, *inputs_of(path), "--format", "json"))
    layers = {one["path"]: one for one in reversed(document["layers"])}
    for one in rows:
        explained, stated = ask_of("why", path, layer=one["id"]), layers[one["path"]]
        for of, lines in explained["equations"].items():
            written = [(line["text"]["worked"], line["value"]) for line in lines]
            if not one["reused"]:
                assert written == [(line["worked"], line["value"]) for line in stated["why"][of]]
        names = [(weight["name"], weight["shape"]) for weight in explained["weights"]]
        assert names == [(weight["name"], weight["shape"]) for weight in stated["weights"]]


@pytest.mark.parametrize("path", SOUND, ids=by_name)
def test_numbers_lead_to_layers_that_have_them_and_to_arguments(path: Path) -> None:
    model, led = ask_of("model", path), set[str]()
    rows = {row["id"]: {key: row[key] for key in ("params", "macs")} for row in model["rows"]}
    given = {one["id"]: [one["shape"]] for one in model["inputs"]}
    given |= {one["id"]: one["outputs"] for one in model["rows"]}
    for one in model["rows"]:
        for lines in ask_of("why", path, layer=one["id"])["equations"].values():
            for line in lines:
                for kind, name, number in DATA.findall(line["worked"]):
                    led.add(kind)
                    if kind == "from" and number.isdigit():
                        sizes = [size for shape in given[name] for size in shape]
                        part = rows.get(name, {}) if one["nested"] else {}
                        assert int(number) in (*sizes, *part.values()), (one["id"], line)
                assert not DATA.search(line["named"])
    assert "from" in led


def test_a_sum_over_a_model_inside_leads_to_its_parts() -> None:
    source = (
        "b = Sequential([Input((4,)), Dense(4), Dense(4)], name='b')\n"
        "x = Input((4,))\nm = Model(x, b(b(x)))"
    )
    for layer, again in (("b", ""), ("b#2", "#2")):
        [line] = ask("why", source, layer=layer)["equations"]["params"]
        parts = [rf"\data{{from=b.{name}{again}}}{{20}}" for name in ("dense", "dense_1")]
        assert line["worked"] == f"{' + '.join(parts)} = 40"


def test_an_argument_leads_to_its_name() -> None:
    source = (ROOT / "examples" / "conv1d.py").read_text()
    worked = ask("why", source, layer="conv1d_1")["equations"]["output"][0]["worked"]
    assert worked == r"\data{from=conv1d}{21} - \data{argument=kernel_size}{16} + 1 = 6"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_are_those_of_the_command_line(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ROOT / "examples" / "conv1d.py"
    explained = ask("why", path.read_text(), layer="conv1d_1", language=language)
    said = "".join(told(capsys, "why", path, "conv1d_1", "--lang", language).split())
    for sentence in explained["sentences"]:
        assert "".join(sentence.split()) in said
    for name in explained["outputs"][0]["axes"]:
        assert "".join(name.split()) in said


def test_cells_are_those_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    path = ROOT / "examples" / "conv1d.py"
    for layer, index in (("conv1d_1", [0, 3, 5]), ("max_pooling1d", [0, 1, 9])):
        place = ",".join(map(str, index))
        said = told(capsys, "why", path, layer, "--cell", place, "--format", "json")
        [found] = ask("cells", path.read_text(), layer=layer, indices=[index])["cells"]
        assert found == {"index": index, **json.loads(said)}


@pytest.mark.parametrize(
    ("layer", "expected", "of"),
    [("max_pooling1d", 4, ""), ("conv1d_1", 1131, "params"), ("conv1d", 1, "macs"), ("", 3, "")],
)
def test_expectations_are_those_of_the_command_line(
    layer: str, expected: int, of: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ROOT / "examples" / "conv1d.py"
    options = ["--expected", expected, *(["--of", of] if of else [])]
    about = [path, *([layer] if layer else []), *options]
    said = json.loads(told(capsys, "why", *about, "--format", "json"))
    found = ask("expect", path.read_text(), layer=layer, expected=expected, of=of)
    assert found["actual"] == said["actual"]
    assert [one["worked"] for one in found["causes"]] == [one["worked"] for one in said["causes"]]
    assert found["text"] == told(capsys, "why", *about).rstrip("\n")


@pytest.mark.parametrize("path", WRONG, ids=by_name)
def test_fixes_are_what_they_say(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, inputs = path.read_text(), INPUTS.get(path.stem, [])
    findings = ask("fix", source, inputs=inputs)["findings"]
    said = json.loads(told(capsys, "fix", path, *inputs_of(path), "--format", "json"))["problems"]
    assert [one["guilty"] for one in findings] == [one["guilty"] for one in said]
    labels = [[fix["label"] for fix in one["fixes"]] for one in findings]
    assert labels == [[fix["edit"] for fix in one["fixes"]] for one in said]
    for fix in (fix for one in findings for fix in one["fixes"] if fix["source"] is not None):
        assert made(source, fix["edits"]) == fix["source"]
        assert len(ask("model", fix["source"], inputs=inputs)["problems"]) <= fix["left"]


@pytest.mark.parametrize(
    ("source", "given", "mended"),
    [
        ("m = nn.Sequential(nn.Conv2d(3, 8, 3))", "1,10,12,3", "1,3,10,12"),
        ("m = Sequential([Conv2D(8, 3), Dense(8)])", "None,28,28", "None,28,28,1"),
    ],
)
def test_another_input_is_a_fix_too(source: str, given: str, mended: str) -> None:
    [finding] = ask("fix", source, inputs=[given])["findings"]
    fixes = [fix for fix in finding["fixes"] if fix["source"] is None]
    assert fixes[0]["inputs"] == [mended]
    for fix in fixes:
        assert ask("model", source, inputs=fix["inputs"])["problems"] == []
    assert not any(fix["inputs"] for fix in finding["fixes"] if fix["source"])


def made(source: str, edits: list[Any]) -> str:
    """The edits made as an editor makes them: by line and column, the last one first."""
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:i])) for i in range(len(lines) + 1)]
    for edit in reversed(edits):
        at = edit["at"]
        begin = starts[at["line"] - 1] + at["column"]
        end = starts[at["end_line"] - 1] + at["end_column"]
        assert source[begin:end] == edit["old"]
        source = source[:begin] + edit["new"] + source[end:]
    return source


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_edits_stand_in_lines_of_any_ending_behind_any_character(ending: str) -> None:
    lines = ["# 中文 😀", "m = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(5, 2))", ""]
    [finding] = ask("fix", ending.join(lines))["findings"]
    [edit] = finding["fixes"][0]["edits"]
    at = edit["at"]
    assert lines[at["line"] - 1][at["column"] : at["end_column"]] == edit["old"] == "5"


@pytest.mark.parametrize(
    "format", ["html", "markdown", "latex", "csv", "mermaid", "svg", "tikz", "text", "json"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_files_are_those_of_the_command_line(
    format: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = CASES / "commands" / "branches.py"
    exported = ask("export", path.read_text(), format=format, language=language)
    assert re.fullmatch(r"model\.\w+", exported["name"])
    if format in ("svg", "tikz", "json"):
        assert len(exported["text"]) > 1000
        return
    said = told(capsys, "show", path, "--format", format, "--lang", language)
    if format == "csv":
        assert [*csv.reader(io.StringIO(exported["text"]))] == [*csv.reader(io.StringIO(said))]
    elif format in ("markdown", "mermaid"):
        assert exported["text"].rstrip() == said.rstrip()
    else:
        assert exported["text"].rstrip().replace("model.py", path.name) == said.rstrip()


ODD = r"""x = Input((cfg["a%b"]["c'd"], f(x)[1]--1, d["~^<<,,``''#&$_{}"]))
m = Model(x, Conv2D(a.b["n\\"], 3, name="x{y}")(x))"""
TYPESET = r"""
import temml from "./node_modules/temml/dist/temml.mjs";
import { readFileSync } from "node:fs";
const settings = { trust: ({ command }) => command === "\\data", throwOnError: true };
for (const tex of JSON.parse(readFileSync(0, "utf-8")))
  console.log(JSON.stringify(temml.renderToString(tex, settings)));
"""


@QUICK
def test_equations_are_typeset(is_quick: bool) -> None:
    """By Temml, which throws an error for what it does not know; names come out as they are."""
    if not shutil.which("node") or not (ROOT / "page" / "node_modules").is_dir():
        missing("Temml is not installed: npm ci in page/")
    sources = [(ODD, []), *((path.read_text(), INPUTS.get(path.stem, [])) for path in SOUND)]
    tex: list[str] = []
    text: list[str] = []
    for source, inputs in sources[:6] if is_quick else sources[6:]:
        for one in ask("model", source, inputs=inputs)["rows"]:
            told = ask("why", source, inputs=inputs, layer=one["id"])["equations"].values()
            for line in (line for lines in told for line in lines):
                tex += [line["named"], line["worked"]]
                text += [line["text"]["named"], line["text"]["worked"]]
    command = ["node", "--input-type=module", "--eval", TYPESET]
    node = subprocess.run(
        command, input=json.dumps(tex), cwd=ROOT / "page", capture_output=True, text=True
    )
    assert node.returncode == 0, node.stderr
    for typeset, plain in zip(map(json.loads, node.stdout.splitlines()), text, strict=True):
        if "floor" not in plain and "ceil" not in plain and "/" not in plain:
            assert bare(html.unescape(re.sub("<[^>]*>", "", typeset))) == bare(plain)


def bare(text: str) -> str:
    """Without spaces, and with one kind of each sign."""
    alike = str.maketrans({"−": "-", "×": "*", "’": "'", "‘": "`", "“": "``", "”": "''"})
    return re.sub(r"[\s\u2061-\u2064]", "", text).translate(alike)


@QUICK
@pytest.mark.parametrize("family", FAMILIES + TORCH)
def test_every_rule_has_answers(family: str, is_quick: bool) -> None:
    """Nothing of what the rules' own cases say fails, in either language."""
    tells = [translator(language) for language in ("en", "zh")]
    sound = [case for case in cases_of(family) if facts_of(case.layer, *case.tensors())]
    each = {case.layer.rule.name: case for case in reversed(sound)}
    for case in each.values() if is_quick else telling(sound, True):
        facts = case.layer(*case.tensors())
        about = LayerReport(row(Call("layer", case.layer, case.tensors(), facts)))
        for tell in tells:
            json.dumps(exact(why(about.row, {}, Text(""), tell)))
            drawn = json.loads(json.dumps(exact(picture(about, tell))))
            assert drawn["kind"] in ("windows", "cells", "sketch", "none"), case
            indices = [tuple(one["index"]) for one in drawn["cells"]]
            assert [one["index"] for one in cells(about, indices, tell)["cells"]] == [
                one["index"] for one in drawn["cells"]
            ]


def test_what_javascript_would_round_is_text() -> None:
    source = f"m = Sequential([Input(({2**40},)), Dense({2**20})])"
    model = ask("model", source)
    assert model["totals"]["params"] == model["rows"][0]["params"] == str((2**40 + 1) * 2**20)
    assert model["rows"][0]["inputs"] == [[None, 2**40]]
    lines = ask("why", source, layer="dense")["equations"]["params"]
    assert lines[-1]["value"] == str((2**40 + 1) * 2**20)


def test_inputs_and_frameworks_are_those_of_the_page() -> None:
    source = "m = nn.Sequential(nn.Conv2d(3, 8, 3))"
    assert ask("model", source, inputs=["1,3,H,W"])["outputs"][0]["shape"][2:] == ["H - 2", "W - 2"]
    assert ask("model", source, inputs=[" "])["rows"] == ask("model", source)["rows"]
    assert ask("model", source, inputs=["1;3"])["refused"].startswith("`1;3` is no shape")


@pytest.mark.parametrize(
    "question",
    [
        None, [], "model", 3, {}, {"ask": "model"}, {"ask": "model", "source": 3},
        {"ask": ["model"], "source": ""}, {"ask": "everything", "source": ""},
        {"ask": "model", "source": "x", "inputs": "1,2"},
        {"ask": "model", "source": "x", "inputs": [1]},
        {"ask": "model", "source": "x", "framework": ["keras"]},
        {"ask": "model", "source": "x", "framework": "jax"},
        {"ask": "model", "source": "", "language": {}},
        {"ask": "model", "source": "def f(:\n"}, {"ask": "model", "source": "\0"},
        {"ask": "model", "source": "\ud800"}, {"ask": "model", "source": "(" * 5000},
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused_in_one_line(question: Any) -> None:
    refused(answered(question))


@pytest.mark.parametrize(
    "more",
    [
        {"ask": "why"}, {"ask": "why", "layer": "nowhere"}, {"ask": "why", "layer": 7},
        {"ask": "picture", "layer": ""}, {"ask": "cells", "layer": "conv1d"},
        {"ask": "cells", "layer": "conv1d", "indices": [[0, 99, 0]]},
        {"ask": "cells", "layer": "conv1d", "indices": [[0]]},
        {"ask": "cells", "layer": "conv1d", "indices": [[0, -1, 0]]},
        {"ask": "cells", "layer": "conv1d", "indices": [0]},
        {"ask": "cells", "layer": "conv1d", "indices": [[True, 0, 0]]},
        {"ask": "cells", "layer": "conv1d", "indices": [[0, 0, 0]] * 5000},
        {"ask": "expect", "layer": "conv1d"},
        {"ask": "expect", "layer": "conv1d", "expected": "4"},
        {"ask": "expect", "layer": "conv1d", "expected": 10**30},
        {"ask": "expect", "layer": "conv1d", "expected": 4, "of": "bytes"},
        {"ask": "export"}, {"ask": "export", "format": "pdf"},
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_one_line(more: dict[str, Any]) -> None:
    if more == {"ask": "export"}:
        assert answered({**more, "source": "m = nn.Linear(2, 3)"})["name"] == "m.html"
        return
    refused(answered({"source": (ROOT / "examples" / "conv1d.py").read_text(), **more}))


def refused(answer: Any) -> None:
    assert set(answer) == {"refused", "line"}
    assert answer["refused"].isprintable()
    assert answer["refused"]
    assert "mistake in shapeproof" not in answer["refused"]


def test_a_refusal_names_its_line_and_speaks_the_language_that_was_asked_for() -> None:
    assert ask("model", "x = 1\ndef f(:\n") == {
        "refused": answered_to("x = 1\ndef f(:\n"),
        "line": 2,
    }
    chinese = ask("why", "m = nn.Linear(2, 3)", layer="nowhere", language="zh")["refused"]
    assert re.search("[\u4e00-\u9fff]", chinese)


CLASSES = "".join(
    f"class {name}(nn.Module):\n    def forward(self, x):\n        return self.layer(x)\n"
    for name in ("A", "B")
)


@pytest.mark.parametrize(
    ("source", "inputs", "way"),
    [
        (CLASSES, [], "model = A()"),
        ("x = 3", [], "model = Net()"),
        ("m = Sequential([Flatten(), Dense(3)])", [], "None,28,28,1 in the field “Input shape”"),
        ("m = Sequential([Dense(3)])", ["None,8", "3"], "the field “Input shape” gives 2"),
    ],
)
def test_ways_out_are_those_of_the_page(source: str, inputs: list[str], way: str) -> None:
    """And not options, which it does not have."""
    told = ask("model", source, inputs=inputs)["refused"]
    assert way in told
    assert not re.search(r"--|FILE", told)


def answered_to(source: str) -> str:
    return str(ask("model", source)["refused"])


def test_our_own_mistakes_are_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    from shapeproof.web import answers

    def broken(*_: object) -> None:
        raise ZeroDivisionError("deep\ninside")

    monkeypatch.delenv("SHAPEPROOF_DEBUG")
    monkeypatch.setitem(answers.ASKS, "model", broken)
    told = ask("model", "m = nn.Linear(2, 3)")["refused"]
    assert "mistake in shapeproof itself (ZeroDivisionError: deep inside)" in told


def test_why_after_model_reads_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from shapeproof.web import answers

    source = "m = nn.Sequential(nn.Linear(2, 3))  # read once"
    ask("model", source)
    monkeypatch.setattr(answers.Reading, "__init__", None)
    assert ask("why", source, layer="0", language="zh")["path"] == "0"


def thousand(layers: int = 1000) -> str:
    lines = (f"    Conv2D({8 + i % 5}, 3, padding='same')," for i in range(layers))
    return "\n".join(("m = Sequential([", "    Input((32, 32, 3)),", *lines, "])"))


def test_a_thousand_rows_are_told_without_a_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    from shapeproof import explanation

    monkeypatch.setattr(explanation, "explain", None)
    source = thousand()
    assert len(ask("model", source)["rows"]) == 1000
    times = list(timed(source))
    assert min(times) < 0.1, times


def timed(source: str) -> Iterator[float]:
    """The answer on what has been read already, in seconds of the processor."""
    for _ in range(3):
        start = process_time()
        ask("model", source)
        yield process_time() - start
