"""What a person sees on a terminal: its width, colours, a pager, a bar, an interrupt."""

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from shapeproof.cli import main
from shapeproof.progress import Bar
from tests.terminals import CASES, CLEAN, CODES, SHAPEPROOF, seen, width

WIDTHS = (40, 60, 80, 120, 200)
COMMANDS = (
    "show conv1d.py",
    "show conv1d.py --why",
    "show torch_gpt.py",
    "show nested.py --lang zh",
    "show nested.py --lang zh --why",
    "show torch_cnn.py --input 1,3,H,W",
    "show torch_wrong.py --input 1,3,32,32",
    "show conv1d.py --format text",
    "show conv1d.py --optimizer adam",
    "why conv1d.py conv1d_1",
    "why conv1d.py conv1d_1 --lang zh",
    "why torch_gpt.py blocks.0",
    "why conv1d.py conv1d_1 --cell 0,3,5",
    "why conv1d.py max_pooling1d --expected 4",
    "why conv1d.py --expected 30 --lang zh",
    "fix guilty_keras.py",
    "solve conv1d.py conv1d.kernel_size --output *,4,*",
    "solve conv1d.py conv1d.kernel_size --output *,99,* --lang zh",
    "sweep conv1d.py --vary conv1d.kernel_size=1:60 --top 3",
    'fix --error "mat1 and mat2 shapes cannot be multiplied (2x1568 and 1050x10)"',
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_a_terminal(command: str, monkeypatch: pytest.MonkeyPatch, columns: int = 80) -> str:
    """What a command writes where standard output is a terminal, without its colours."""
    written = Terminal()
    monkeypatch.setattr(sys, "stdout", written)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.chdir(CASES)
    main(shlex.split(command))
    return CODES.sub("", written.getvalue())


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("command", COMMANDS)
def test_lines_fit_the_terminal(
    command: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in on_a_terminal(command, monkeypatch, columns).splitlines():
        cannot_be_broken = len(line.split()) == 1 or line[:1] in "+-"  # one word; a line of code
        assert width(line) <= columns or cannot_be_broken, line


@pytest.mark.parametrize(
    "command",
    [
        "show torch_cnn.py --input 1,3,H,W",
        "why conv1d.py conv1d",
        "why conv1d.py max_pooling1d --expected 4",
        "fix guilty.py --input 1,3,32,32",
        "solve conv1d.py conv1d.kernel_size,conv1d.strides --output *,4,*",
        "sweep torch_gpt.py --vary wte.num_embeddings=10:99 --vary wte.embedding_dim=32,64 --top 3",
    ],
)
def test_a_wide_terminal_is_used(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = on_a_terminal(command, monkeypatch, 200).splitlines()
    monkeypatch.undo()
    assert len(wide) < len(on_a_terminal(command, monkeypatch, 60).splitlines())


def test_a_picture_of_windows_takes_the_width_that_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = f"{'#' * 40}{'·' * 20}  0..39"
    assert first in on_a_terminal("why conv1d.py conv1d", monkeypatch, 90)
    monkeypatch.undo()
    assert first not in on_a_terminal("why conv1d.py conv1d", monkeypatch, 80)


LONG = "a_layer_with_a_name_that_is_longer_than_the_terminal_is_wide_" * 2


@pytest.mark.parametrize("name", [LONG, "一个名字很长的卷积层" * 12, "é" * 120])
@pytest.mark.parametrize("columns", WIDTHS)
def test_long_names_are_folded(
    name: str, columns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "long.py"
    source.write_text(f"m = Sequential([Dense(3, input_shape=(4,), name='{name}')])\nm.summary()\n")
    lines = on_a_terminal(f"show {source}", monkeypatch, columns).splitlines()
    assert name in "".join(line.split("│")[1] if "│" in line else line for line in lines).replace(
        " ", ""
    )
    assert all(width(line) <= columns or name in line for line in lines)


def test_the_width_is_that_of_the_terminal() -> None:
    for least, columns in ((65, 70), (81, 110)):
        found = seen(*SHAPEPROOF, "show", "torch_gpt.py", columns=columns)
        assert least <= found.widest <= columns
    said_otherwise = {"COLUMNS": "60"}
    assert (
        seen(*SHAPEPROOF, "show", "conv1d.py", columns=120, environment=said_otherwise).widest <= 60
    )


def test_text_in_a_pipe_stays_80_wide(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for columns in ("40", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.chdir(CASES)
        main(["show", "torch_cnn.py", "--input", "1,3,H,W"])
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert max(map(width, said[0].splitlines())) == 80


@pytest.mark.parametrize(
    ("environment", "has_colours"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "no"}, False),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_are_a_persons_choice(environment: dict[str, str], has_colours: bool) -> None:
    found = seen(*SHAPEPROOF, "show", "conv1d.py", environment=environment)
    assert "conv1d (Conv1D)" in found.plain
    assert ("\x1b[" in found.text) is has_colours


@pytest.mark.parametrize(
    ("environment", "has_colours"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_in_a_pipe_are_forced(
    environment: dict[str, str],
    has_colours: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(CASES)
    main(["show", "conv1d.py", "--format", "table"])
    assert ("\x1b[" in capsys.readouterr().out) is has_colours


def test_a_file_has_no_colours(tmp_path: Path) -> None:
    file = tmp_path / "table.txt"
    seen(*SHAPEPROOF, "show", "conv1d.py", "--format", "table", "--output-file", str(file))
    written = file.read_text()
    assert "conv1d (Conv1D)" in written
    assert "\x1b" not in written


def test_a_pager_is_given_the_whole_with_its_colours(tmp_path: Path) -> None:
    pager = {"PAGER": f"cat > {tmp_path}/seen; echo paged"}
    found = seen(*SHAPEPROOF, "show", "conv1d.py", "--pager", environment=pager)
    assert found.text.split() == ["paged"]
    assert found.code == 0
    paged = (tmp_path / "seen").read_text()
    assert "\x1b[" in paged
    assert "Total params: 1,417" in CODES.sub("", paged)


def test_the_pager_is_less_that_keeps_colours(tmp_path: Path) -> None:
    less = tmp_path / "less"
    less.write_text(f'#!/bin/sh\necho "less $*" > {tmp_path}/asked\ncat\n')
    less.chmod(0o755)
    found = seen(
        *SHAPEPROOF, "why", "conv1d.py", "conv1d", "--pager",
        environment={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert (tmp_path / "asked").read_text() == "less -R\n"
    assert "Each of the 7 filters" in found.plain


@pytest.mark.parametrize("pager", ["no-such-pager", "false", "", "/"])
def test_a_broken_pager_leaves_the_text(pager: str) -> None:
    found = seen(*SHAPEPROOF, "show", "conv1d.py", "--pager", environment={"PAGER": pager})
    assert "Total params: 1,417" in found.plain
    assert "Traceback" not in found.plain
    assert found.code == 0


def test_a_pager_that_is_left_early_is_no_mistake() -> None:
    found = seen(
        *SHAPEPROOF, "show", "torch_gpt.py", "--why", "--pager", environment={"PAGER": "head -n 1"}
    )
    assert "GPT" in found.plain.split()  # behind a bar, where reading took over a second
    assert "pipe" not in found.plain
    assert found.code == 0


def test_an_interrupt_is_the_pagers_own(tmp_path: Path) -> None:
    pager = "trap 'echo heard; exit' INT; cat > /dev/null; echo ready; while :; do sleep 0.1; done"
    found = seen(
        *SHAPEPROOF, "show", "conv1d.py", "--pager",
        environment={"PAGER": pager}, keys=[("ready", b"\x03")], seconds=15,
    )  # fmt: skip
    assert found.plain.split() == ["ready", "^Cheard"]
    assert found.code == 0


def test_nothing_is_paged_in_a_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAGER", f"cat > {tmp_path}/seen")
    monkeypatch.chdir(CASES)
    main(["show", "conv1d.py", "--pager"])
    assert "Total params: 1,417" in capsys.readouterr().out
    assert not (tmp_path / "seen").exists()


def piped(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    settings = {"cwd": CASES, "env": {**CLEAN, **environment}, "timeout": 60}
    return subprocess.run([*SHAPEPROOF, *shlex.split(command)], capture_output=True, **settings)


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("why conv1d.py conv1d", "    ... 13 more"),
        ("show conv1d.py --format table", "| conv1d (Conv1D)"),
        ("show conv1d.py --lang zh", "conv1d (Conv1D)"),
        ("show --help --lang zh", "--depth N"),
    ],
)
def test_a_terminal_without_such_signs_is_given_others(command: str, shown: str) -> None:
    run = piped(command, PYTHONIOENCODING="ascii", COLUMNS="100")
    assert (run.returncode, run.stderr) == (0, b"")
    assert shown in run.stdout.decode("ascii")


@pytest.mark.parametrize("format", ["html", "json", "csv"])
def test_documents_are_in_utf_8_wherever_they_are_written(format: str, tmp_path: Path) -> None:
    source = tmp_path / "named.py"
    source.write_text("m = Sequential([Dense(3, input_shape=(4,), name='卷积\\ud800')])\n")
    run = piped(f"show {source} --format {format}", PYTHONIOENCODING="gbk")
    piped(f"show {source} --format {format} --output-file {tmp_path / 'file'}")
    assert "卷积" in run.stdout.decode("utf-8")
    assert run.stdout.splitlines() == (tmp_path / "file").read_bytes().splitlines()


@pytest.mark.parametrize(
    ("redirected", "code", "told"),
    [
        (">&-", 0, b""),
        ("| head -n 1", 0, b""),
        pytest.param(
            ">/dev/full", 2, b"stdout: No space left on device\n",
            marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device"),
        ),
    ],
)  # fmt: skip
def test_where_nothing_can_be_written_no_traceback_is(
    redirected: str, code: int, told: bytes
) -> None:
    line = f"{shlex.join(SHAPEPROOF)} show torch_gpt.py {redirected}"
    run = subprocess.run(["sh", "-c", line], cwd=CASES, env=CLEAN, capture_output=True, timeout=60)
    assert (run.returncode, run.stderr) == (code, told)


IMPATIENT = (
    *(sys.executable, "-c"),
    "import sys; from shapeproof import cli, progress; progress.PATIENCE = 0.05; "
    "sys.exit(cli.main(sys.argv[1:]))",
)
"""The same program, which does not wait a second."""


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A source that takes some time to read."""
    source = tmp_path / "slow.py"
    turns = "for i in range(250):\n    for j in range(250):\n        x = (i * j + i) % 7\n"
    source.write_text(f"{3 * turns}m = Sequential([Dense(3, input_shape=(4,))])\nm.summary()\n")
    return source


ERASED = "\x1b[2K"


def test_a_long_reading_shows_a_bar_that_goes(slow: Path) -> None:
    found = seen(*IMPATIENT, "show", str(slow), environment={"NO_COLOR": "1"})
    *shown, summary = found.text.split(ERASED)
    assert any("reading" in one and "0:00:0" in one for one in shown)
    assert "reading" not in summary
    assert "Total params: 15" in summary
    assert found.code == 0


def test_many_models_are_counted(slow: Path) -> None:
    found = seen(*IMPATIENT, "show", str(slow), str(slow), environment={"NO_COLOR": "1"})
    assert "50%" in found.text


@pytest.mark.parametrize(
    "command",
    [
        "fix {slow}",
        pytest.param("why {slow}", marks=pytest.mark.slow),
        pytest.param("solve {slow} dense.units --params 15", marks=pytest.mark.slow),
    ],
)
def test_other_commands_have_the_same_bar(command: str, slow: Path) -> None:
    assert "reading" in seen(*IMPATIENT, *command.format(slow=slow).split()).text


def test_a_sweep_counts_its_candidates() -> None:
    vary = ("--vary", "conv1d.kernel_size=1:60", "--vary", "conv1d.strides=1:200")
    more = ("--vary", "conv1d.filters=1:200", "--vary", "conv1d_1.filters=1:20")
    found = seen(*IMPATIENT, "sweep", "conv1d.py", *vary, *more, environment={"NO_COLOR": "1"})
    assert "candidates" in found.text.partition(ERASED)[0]
    assert "48,000,000 candidates" in found.text.rpartition(ERASED)[2]


@pytest.mark.parametrize(
    ("command", "environment"),
    [
        ("{ours} show {slow} 2>errors", {}),
        ("{ours} show {slow}", {"TERM": "dumb"}),
    ],
)
def test_no_bar(command: str, environment: dict[str, str], slow: Path, tmp_path: Path) -> None:
    told = command.format(ours=shlex.join(IMPATIENT), slow=slow)
    found = seen("sh", "-c", told, environment=environment, where=tmp_path)
    assert "reading" not in found.text
    assert "Total params" in found.text
    assert not (tmp_path / "errors").exists() or not (tmp_path / "errors").read_text()


@pytest.mark.parametrize(
    "command",
    [
        "show {slow}",
        "fix {slow}",
        pytest.param("why {slow} dense", marks=pytest.mark.slow),
    ],
)
def test_an_interrupt_leaves_a_clean_terminal(command: str, slow: Path) -> None:
    found = seen(
        *IMPATIENT, *command.format(slow=slow).split(),
        environment={"NO_COLOR": "1"}, keys=[("reading", b"\x03")],
    )  # fmt: skip
    assert found.code == 130
    assert "Traceback" not in found.text
    assert found.text.rpartition(ERASED)[2].strip() == ""
    assert found.text.count("\x1b[?25l") == found.text.count("\x1b[?25h")  # the cursor is back


class Pressed:
    """A lock; whoever asks for it first hears Ctrl-C instead."""

    def __init__(self) -> None:
        self.presses = [KeyboardInterrupt()]

    def __enter__(self) -> None:
        if self.presses:
            raise self.presses.pop()

    def __exit__(self, *_: object) -> None:
        pass


def test_an_interrupt_while_the_bar_goes_leaves_none_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    bar = Bar("reading")
    bar.show()
    monkeypatch.setattr(bar, "_lock", Pressed())
    with pytest.raises(KeyboardInterrupt):
        bar.hide()
    told = capsys.readouterr().err
    assert told.count("\x1b[?25l") == told.count("\x1b[?25h") == 1


def test_a_short_reading_has_none() -> None:
    assert "reading" not in seen(*SHAPEPROOF, "show", "conv1d.py").text


def test_derivations_unfold_below_a_table_in_markdown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(CASES)
    main(["show", "alike.py", "--why", "--format", "markdown"])
    table, *folded = capsys.readouterr().out.split("\n\n<details><summary>")
    assert "| dense\\_3 (Dense) | (None, 2) | 18 | 16 |" in table
    assert [one.partition("</summary>\n\n")[0] for one in folded] == [
        "dense (Dense), line 4: (None, 8) -&gt; (None, 8)",
        "dense_1 (Dense), line 4: (None, 8) -&gt; (None, 8)",
        "dense_2 (Dense), line 4: (None, 8) -&gt; (None, 8)",
        "dense_3 (Dense), line 4: (None, 8) -&gt; (None, 2)",
    ]
    assert [one.count("Each of the") for one in folded] == [1, 0, 0, 1]
    assert all(one.rstrip().endswith("\n\n</details>") for one in folded)


def test_a_layer_that_is_called_twice_is_derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = on_a_terminal("show nested.py --why", monkeypatch)
    assert told.count("Each of the 4 filters") == 1
    assert "call 2 reads right" in told


def test_a_table_of_derivations_has_lines_around_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    told = on_a_terminal("show alike.py --why", monkeypatch).splitlines()
    tops = [line for line in told if line.startswith("╭")]
    assert len(tops) == 4
    assert len(set(tops)) == 1
    assert told.count("  as `dense`") == 2
