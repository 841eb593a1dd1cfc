"""A summary starts at once because it loads only what it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOREIGN = {"numpy", "rich", "keras", "jax", "torch", "tensorflow", "typing_extensions"}
SLOW = {"dataclasses", "inspect", "pathlib", "urllib", "shutil", "difflib", "json", "decimal"}


def loaded(*arguments: str) -> set[str]:
    """The modules that a fresh process has come to load when its output goes to a pipe."""
    code = f"import atexit, sys; before = set(sys.modules); sys.argv[1:] = {list(arguments)!r}\n"
    code += "atexit.register(lambda: print(*sys.modules.keys() - before, file=sys.stderr))\n"
    code += "from shapeproof.cli import main; main()" if arguments else "import shapeproof"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
    )
    return set(run.stderr.split())


def test_importing_the_package_loads_nothing_else_of_it() -> None:
    modules = loaded()
    assert {name for name in modules if name.startswith("shapeproof")} == {"shapeproof"}
    assert not modules & (FOREIGN | SLOW)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "examples/conv1d.py"),
        ("show", "examples/conv1d.py", "--format", "markdown"),
        ("show", "examples/conv1d.py", "--format", "html"),
        ("show", "examples/conv1d.py", "--format", "latex"),
        ("why", "examples/conv1d.py", "conv1d"),
        ("show", "tests/cases/costs.py:normalised()", "--input", "1,3,16,16"),
        ("show", "tests/cases/costs.py:Block()", "--input", "1,17,64"),
    ],
    ids=" ".join,
)
def test_a_command_in_a_pipe_loads_no_framework_and_nothing_slow(
    arguments: tuple[str, ...],
) -> None:
    assert not loaded(*arguments) & (FOREIGN | SLOW)


def test_a_summary_loads_the_rules_of_the_layers_that_it_shows() -> None:
    families = {
        name.rpartition(".")[2]
        for name in loaded("show", "examples/conv1d.py")
        if name.startswith("shapeproof.rules.keras.")
    }
    assert families == {"convolution", "pooling", "legacy"}


def test_a_summary_of_torch_loads_the_rules_of_the_modules_that_it_shows() -> None:
    families = {
        name.rpartition(".")[2]
        for name in loaded("show", "tests/cases/costs.py:normalised()", "--input", "1,3,16,16")
        if name.startswith("shapeproof.rules.torch.")
    }
    shown = {"convolution", "normalization", "activations", "regularization"}
    used_by_all = {"binding", "dtypes", "elementwise", "examples", "parametrizations"}
    assert families == shown | used_by_all


def test_a_summary_leaves_questions_and_other_formats_unloaded() -> None:
    modules = loaded("show", "examples/conv1d.py")
    assert not modules & {
        "shapeproof.expectation",
        "shapeproof.variations",
        "shapeproof.render.document",
        "shapeproof.read.source.library",
    }
