"""Whole commands, word for word as a user sees them in a pipe: the sessions in tests/spec/commands.

A line `$ shapeproof …` is run from tests/cases/commands; what follows is what it prints, standard
error behind standard output; a last line `[exit 1]` stands for an exit code other than 0.
"""

import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from shapeproof.cli import main

HERE = Path(__file__).parent
ERROR = re.compile(r"[\w.]+(:cell \d+)?(:\d+)?(: |：)")
PROMPT = "$ shapeproof "


def sessions() -> Iterator[tuple[str, str]]:
    for path in sorted((HERE / "spec" / "commands").glob("*.txt")):
        for block in ("\n" + path.read_text(encoding="utf-8")).split("\n" + PROMPT)[1:]:
            command, _, expected = block.partition("\n")
            yield command, expected.strip("\n")


@pytest.mark.parametrize(("command", "expected"), list(sessions()))
def test_session(command: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(HERE / "cases" / "commands")
    assert said(command) == expected


def said(command: str) -> str:
    """What a command prints, and its exit code where that is not 0."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(shlex.split(command))
        except SystemExit as stop:
            code = int(stop.code or 0)
    parts = [out.getvalue().strip("\n"), err.getvalue().strip("\n")]
    return "\n".join([*filter(None, parts), *([f"[exit {code}]"] if code else [])])


def test_lines_fit_eighty_columns() -> None:
    for path in (HERE / "spec" / "commands").glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            is_data = line.startswith(("$ ", "{", "|")) or ERROR.match(line)
            assert is_data or len(line) <= 80, (path.name, line)


def test_our_own_mistakes_are_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError("a mistake\nof two lines")

    monkeypatch.delenv("SHAPEPROOF_DEBUG")
    monkeypatch.setattr("shapeproof.commands.show.run", breaks)
    assert main(["show", "anything.py"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "please report it" in line
