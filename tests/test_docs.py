"""The examples of the README and the documents do what they say."""

import contextlib
import doctest
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from shapeproof.cli import main

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
