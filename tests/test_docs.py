"""The examples of the README and the documents do what they say."""

import contextlib
import doctest
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shapeproof.algebra import words
from shapeproof.algebra.formula import PerExample
from shapeproof.algebra.notation import worked
from shapeproof.cli import main
from shapeproof.explanation import explain
from shapeproof.message import say
from shapeproof.rules import rule
from shapeproof.rules.arithmetic import products

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def console_blocks() -> Iterator[tuple[str, str, str]]:
    """Page, command and output of every block that shows a command of ours."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"```console\n\$ shapeproof (.*?)```", text, re.DOTALL):
            command, _, output = block.partition("\n")
            yield page.name, command, output.rstrip("\n")


@pytest.mark.parametrize(("page", "command", "output"), list(console_blocks()))
def test_commands_print_what_the_page_shows(
    page: str, command: str, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(shlex.split(command))
    assert printed.getvalue().rstrip("\n") == output


@PAGE
def test_python_examples_come_out(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert not results.failed


@PAGE
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_the_readme_shows_the_example_as_it_is() -> None:
    example = (ROOT / "examples" / "conv1d.py").read_text(encoding="utf-8")
    for name in ("README.md", "README.zh.md"):
        assert example in (ROOT / name).read_text(encoding="utf-8"), name


def test_both_readmes_ask_the_same() -> None:
    def commands(name: str) -> list[str]:
        text = (ROOT / name).read_text(encoding="utf-8").replace(" --lang zh", "")
        return re.findall(r"^\$ (.*)$|^(make \w+)", text, re.MULTILINE)

    assert commands("README.md") == commands("README.zh.md")


def test_the_layer_that_contributing_adds_works() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {**vars(rule), **vars(words), **vars(products), "say": say}
    exec(code, names)
    thinning = rule.Layer(names["RULES"][-1], {"rate": 3})
    explained = explain(thinning, rule.Tensor((PerExample(1), 10, 4)))
    assert [worked(line.formula) for line in explained.output] == ["ceil(10/3) = 4"]
    assert [str(sentence) for sentence in explained.sentences] == [
        "Keeps one step in 3 of 10, and lets the others go."
    ]
    cell = names["thinning"](rule.Tensor((PerExample(1), 10, 4)), rate=3).cell
    assert cell((0, 2, 1)).inputs == ((range(1), range(6, 7), range(1, 2)),)
