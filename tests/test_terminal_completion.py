"""What Tab gives.  The shells judge, bash, zsh and fish; one that is not installed is skipped."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from shapeproof.commands.completion import SCRIPTS
from shapeproof.completion import at_break, completions, split
from shapeproof.language import translator
from tests.terminals import CASES, CLEAN, seen


@pytest.fixture(autouse=True)
def among_the_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES)


def names(line: str) -> list[str]:
    """What the last word of a line may become."""
    return [name for name, _ in completions(split(f"shapeproof {line}")[1:]).names]


KEYS = ["conv1d_1.filters", "conv1d_1.kernel_size", "conv1d_1.strides", "conv1d_1.padding"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ["show", "why", "fix", "solve", "sweep", "completion"]),
        ("wh", ["why"]),
        ("nonsense ", []),
        ("completion ", ["bash", "zsh", "fish"]),
        ("why con", ["conv1d.py"]),
        ("show conv1d.py torch_n", ["torch_notebook.ipynb"]),
        ("fix ../commands/conv", ["../commands/conv1d.py"]),
        ("show ../comm", ["../commands/"]),
        ("show 'conv", ["conv1d.py"]),
        ("show torch_cnn.py:", ["torch_cnn.py:Net"]),
        ("show torch_gpt.py:G", ["torch_gpt.py:GPT"]),
        ("show torch_notebook.ipynb:N", ["torch_notebook.ipynb:Net"]),
        ("show conv1d.py:", ["conv1d.py:model"]),
        ("why conv1d.py ", ["conv1d", "conv1d_1", "max_pooling1d"]),
        ("why conv1d.py con", ["conv1d", "conv1d_1"]),
        ("why conv1d.py conv1d_1", ["conv1d_1"]),
        ("why conv1d.py none", []),
        ("why conv1d.py conv1d ", []),
        ("why torch_cnn.py:Net --input 1,3,32,32 fc", ["fc"]),
        ("why --input 1,3,32,32 torch_cnn.py fc", ["fc"]),
        ("why --input=1,3,32,32 torch_cnn.py fc", ["fc"]),
        ("why --pager conv1d.py max", ["max_pooling1d"]),
        ("why nested.py encoder.", ["encoder.conv1d", "encoder.flatten", "encoder.dense"]),
        ("why nested.py fla", ["flatten"]),
        ("why conv1d.py conv1d --of ", ["output", "params", "macs", "flops"]),
        ("why conv1d.py conv1d --exp", ["--expected"]),
        ("why conv1d.py conv1d --expected ", []),
        ("why conv1d.py --input ", []),
        ("show --format k", ["keras2", "keras3"]),
        ("show --format=k", ["--format=keras2", "--format=keras3"]),
        ("show --lang ", ["en", "zh"]),
        ("show --framework=t", ["--framework=torch"]),
        ("show conv1d.py --optimizer adama", ["adamax"]),
        ("show -- -", []),
        ("solve conv1d.py conv1d_1.", [*KEYS]),
        ("solve conv1d.py conv1d_1.f", ["conv1d_1.filters"]),
        ("solve conv1d.py inp", ["input.0", "input.1", "input.2"]),
        ("solve nested.py le", ["left.0", "left.1", "left.2"]),
        ("solve conv1d.py conv1d.filters conv1d.k", ["conv1d.kernel_size"]),
        ("solve conv1d.py conv1d.filters,conv1d.k", ["conv1d.filters,conv1d.kernel_size"]),
        ("solve conv1d.py conv1d.filters --bounds co", ["conv1d.filters="]),
        ("solve conv1d.py conv1d.filters --free conv1d.k", ["conv1d.kernel_size"]),
        ("sweep conv1d.py --vary conv1d_1.p", ["conv1d_1.padding="]),
        ("sweep conv1d.py --vary=conv1d_1.p", ["--vary=conv1d_1.padding="]),
        ("sweep --vary conv1d.filters=1:3 conv1d.py --vary conv1d.k", ["conv1d.kernel_size="]),
        ("sweep conv1d.py --vary conv1d.padding=s", ["conv1d.padding=same"]),
        ("sweep conv1d.py --vary conv1d.padding=same,v", ["conv1d.padding=same,valid"]),
        ("sweep conv1d.py --vary conv1d.use_bias=t", ["conv1d.use_bias=true"]),
        ("sweep conv1d.py --vary conv1d.filters=", []),
        ("sweep conv1d.py --sort ma", ["macs"]),
        ("sweep conv1d.py --sort macs,-pa", ["macs,-params"]),
        ("sweep torch_cnn.py --input 1,3,32,32 --vary fc.out", ["fc.out_features="]),
    ],
)  # fmt: skip
def test_what_a_word_may_become(line: str, expected: list[str]) -> None:
    found = names(line)
    if line in ("", "solve conv1d.py conv1d_1."):
        assert set(expected) <= set(found)
    else:
        assert found == expected


def test_every_command_offers_its_options() -> None:
    for command in ("show", "why", "fix", "solve", "sweep"):
        assert {"--input", "--format", "--lang", "--pager"} <= set(names(f"{command} conv1d.py --"))


def test_a_candidate_says_what_it_is() -> None:
    assert ("conv1d", "Conv1D (None, 21, 7)") in completions(["why", "conv1d.py", ""]).names
    told = dict(completions(["why", "conv1d.py", "--exp"], translator("zh")).names)
    assert told["--expected"] == "你预期的数：说明为什么不是它"


def test_a_broken_model_completes_what_was_read(tmp_path: Path) -> None:
    source = tmp_path / "broken.py"
    wrong = "Conv1D(7, 99, input_shape=(60, 1)), Dense(3)"
    source.write_text(f"m = Sequential([Dense(4, input_shape=(60, 1)), {wrong}])\nm.summary()\n")
    assert names(f"why {source} ") == ["dense"]
    assert "conv1d.kernel_size" in names(f"solve {source} conv")


HOSTILE = {
    "no_python": "def (",
    "no_model": "x = 1",
    "raises": "raise SystemExit('no')",
    "endless": "while True: pass",
    "names": "m = Sequential([Dense(1, input_shape=(2,), name='$(date)'), Dense(2, name='`a`')])",
    "escapes": "m = Sequential([Dense(1, input_shape=(2,), name='a\\x1b[31m\\nb')])",
    "deep": "x = " + "(" * 3000 + ")" * 3000,
    "large": "x = '" + "y" * 2_000_000 + "'",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_source_completes_nothing(kind: str, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(HOSTILE[kind])
    for line in ("why net.py ", "show net.py:", "sweep net.py --vary "):
        start = monotonic()
        found = lines_of("fish", line, tmp_path)
        assert monotonic() - start < 10  # of which one is the program's own limit
        assert all(re.fullmatch(r"(net.py:)?\w[\w.]*=?(\t.*)?", one) for one in found)
        assert kind in ("names", "escapes") or found == []


def lines_of(shell: str, line: str, where: Path = CASES) -> list[str]:
    """What the program tells a shell, but the first line."""
    run = subprocess.run(
        [sys.executable, "-m", "shapeproof", *split(f"shapeproof {line}")[1:]],
        env={**CLEAN, "_SHAPEPROOF_COMPLETE": shell},
        capture_output=True,
        text=True,
        cwd=where,
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout.splitlines()[1:]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("shapeproof why net.py ", ["shapeproof", "why", "net.py", ""]),
        ("shapeproof why 'my net.py", ["shapeproof", "why", "my net.py"]),
        ('shapeproof why "my net', ["shapeproof", "why", "my net"]),
        ("shapeproof why my\\ net.py", ["shapeproof", "why", "my net.py"]),
        ("shapeproof why my\\ ", ["shapeproof", "why", "my "]),
        ("shapeproof why it\\'s", ["shapeproof", "why", "it's"]),
    ],
)
def test_words_of_a_line(line: str, words: list[str]) -> None:
    assert split(line) == words


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("shapeproof show net.py:Le", len("net.py:")),
        ("shapeproof show 'net.py:Le", 0),
        ("shapeproof sweep net.py --vary conv.padding=s", len("conv.padding=")),
        ("shapeproof show net.py ", 0),
    ],
)
def test_bash_keeps_what_stands_before_its_breaks(line: str, kept: int) -> None:
    assert at_break(line, " \t\n\"'><=;|&(:") == kept
    assert at_break(line, " \t\n") == 0


# The shells themselves.


def installed(shell: str) -> str:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    return path


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A search path on which `shapeproof` stands."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "shapeproof"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m shapeproof "$@"\n')
    script.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def bash(line: str, program: str) -> list[str]:
    """What bash would put in the place of the last piece of a line."""
    code = f"""
{SCRIPTS["bash"]}
COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)}
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
_shapeproof shapeproof
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    return asked([installed("bash"), "--norc", "-c", code], program)


def fish(line: str, program: str) -> list[str]:
    code = f"shapeproof completion fish | source; complete -C {shlex.quote(line)}"
    return asked([installed("fish"), "--no-config", "-c", code], program)


def asked(command: list[str], program: str) -> list[str]:
    run = subprocess.run(
        command,
        env={**CLEAN, "PATH": program, "HOME": "/nonexistent", "TERM": "dumb"},
        capture_output=True,
        text=True,
        cwd=CASES,
        timeout=60,
    )
    assert run.stderr == ""
    return run.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("shapeproof why conv1d.py con", ["conv1d", "conv1d_1"]),
        ("shapeproof why conv1d.py conv1d_1 --format=js", ["json"]),
        ("shapeproof show conv1", ["conv1d.py"]),
        ("shapeproof show torch_cnn.py:N", ["Net"]),
        ("shapeproof show 'torch_cnn.py:N", ["torch_cnn.py:Net"]),
        ("shapeproof solve conv1d.py conv1d_1.k", ["conv1d_1.kernel_size"]),
        ("shapeproof sweep conv1d.py --vary conv1d_1.k", ["conv1d_1.kernel_size="]),
        ("shapeproof sweep conv1d.py --vary conv1d.padding=s", ["same"]),
        ("shapeproof why no_such_file.py ", [""]),
    ],
)
def test_bash(line: str, expected: list[str], program: str) -> None:
    assert bash(line, program) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("shapeproof why conv1d.py con", ["conv1d", "conv1d_1"]),
        ("shapeproof why conv1d.py --format=js", ["--format=json"]),
        ("shapeproof show conv1", ["conv1d.py"]),
        ("shapeproof show torch_cnn.py:N", ["torch_cnn.py:Net"]),
        ("shapeproof sweep conv1d.py --vary conv1d_1.k", ["conv1d_1.kernel_size="]),
        ("shapeproof sweep conv1d.py --vary conv1d.padding=s", ["conv1d.padding=same"]),
        ("cd . && X=1 shapeproof why conv1d.py --input 1,60,1 max", ["max_pooling1d"]),
        ("shapeproof why no_such_file.py ", []),
    ],
)
def test_fish(line: str, expected: list[str], program: str) -> None:
    assert [one.partition("\t")[0] for one in fish(line, program)] == expected


@pytest.fixture
def spaced(tmp_path: Path) -> Path:
    source = tmp_path / "spaced.py"
    names = ("a late one", "a layer", "卷积 1", "it's", "$(date)", "a|b")
    layers = ", ".join(f"Dense(2, input_shape=(4,), name={name!r})" for name in names)
    source.write_text(f"m = Sequential([{layers}])\nm.summary()\n")
    return source


@pytest.mark.parametrize(
    ("typed", "in_bash", "in_fish"),
    [
        ("a", ["a\\ late\\ one", "a\\ layer"], ["a late one", "a layer"]),
        ("a\\ lay", ["a\\ layer"], ["a layer"]),
        ("'a lay", ["a layer"], ["a layer"]),
        ('"a lay', ["a layer"], ["a layer"]),
        ("卷", ["卷积\\ 1"], ["卷积 1"]),
        ("it", [""], []),
        ("'$", [""], []),
    ],
)
def test_names_with_spaces(
    typed: str, in_bash: list[str], in_fish: list[str], spaced: Path, program: str
) -> None:
    line = f"shapeproof why {spaced} {typed}"
    assert bash(line, program) == in_bash
    assert [one.partition("\t")[0] for one in fish(line, program)] == in_fish


SHELLS = {"bash": ("--norc", "--noprofile", "-i"), "zsh": ("-f", "-i")}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("shapeproof why conv1d.py max\t", "max_pooling1d "),
        ("shapeproof show torch_cnn.py:N\t", "torch_cnn.py:Net "),
        ("shapeproof show conv1\t", "conv1d.py "),
        ("shapeproof sweep conv1d.py --vary conv1d.padding=s\t", "padding=same "),
        ("cd . && X=1 shapeproof solve conv1d.py conv1d.ker\t", "conv1d.kernel_size "),
        ("shapeproof sweep conv1d.py --vary conv1d.ker\t4", "conv1d.kernel_size=4"),
        ("shapeproof why conv1d.py \t\t", "max_pooling1d"),
        ("shapeproof why SPACED a\\ lay\t", "a\\ layer "),
        ("shapeproof show --out\tREADM\t", None),
    ],
)
def test_keys_typed(shell: str, line: str, shown: str | None, program: str, spaced: Path) -> None:
    line = line.replace("SPACED", str(spaced))
    keys = [
        ("P> ", f'eval "$(shapeproof completion {shell})"; PS1="RE""ADY> "\n'.encode()),
        ("READY> ", line.encode()),
        (shown or "--output-file ", b"\x15exit\n"),
    ]
    environment = {"PATH": program, "HOME": "/nonexistent", "PS1": "P> ", "INPUTRC": "/dev/null"}
    found = seen(installed(shell), *SHELLS[shell], columns=160, environment=environment, keys=keys)
    assert "rror" not in found.plain
