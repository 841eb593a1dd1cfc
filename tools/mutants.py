"""Breaks the algebra and the rules one piece at a time, and tells which breaks no test notices.

`make mutants` does one in five; `tools/mutants.py words.py` does all of one file.

mutmut says how a piece may break.  Its own runner cannot be used here: it puts a wrapper in the
place of each function, and the signatures, annotations and code of rules are read.  So each mutant
is a file of its own in a copy of the project, judged by those fast tests that enter the function
it stands in, the quickest first, in a fork of this process that has pytest loaded already.
What they let pass is shown to real Keras.  Nothing outside the copy is written.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import hypothesis  # noqa: F401  (loaded once, for all forks)
import libcst as cst
import numpy as np  # noqa: F401
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

ROOT = Path(__file__).resolve().parents[1]
BROKEN = ("src/shapeproof/algebra", "src/shapeproof/rules")
FAST = (
    *BROKEN,  # their doctests
    "tests/test_one_rule.py",
    "tests/test_algebra.py",
    "tests/test_formula.py",
    "tests/test_notation.py",
    "tests/test_spec.py",
    "tests/test_sentences.py",
    "tests/test_expectation.py",
    "tests/test_report.py",
    "tests/test_commands.py",
    "tests/rules",
    "tests/read/test_unknowns.py",
)
KERAS = ("tests/frameworks/test_keras_layers.py", "tests/read/test_keras_signatures.py")
LOADED = "-Wignore:Module already imported:pytest.PytestAssertRewriteWarning"
LEAST_SECONDS = 20.0
"""What even a test of no length is given before a mutant counts as one that does not end."""


class Mutant(NamedTuple):
    """One file with one piece broken."""

    path: str
    line: int
    module: cst.Module
    piece: cst.CSTNode
    broken: cst.CSTNode

    def text(self) -> str:
        """The file, or "" where this is no Python or says the same as before."""
        text = self.module.deep_replace(self.piece, self.broken).code
        try:
            return (
                text if ast.dump(ast.parse(text)) != ast.dump(ast.parse(self.module.code)) else ""
            )
        except SyntaxError:
            return ""

    def __str__(self) -> str:
        was, now = difference(self.module.code, self.text())
        return f"{self.path.removeprefix('src/shapeproof/')}:{self.line}\n  - {was}\n  + {now}"


class Breaks(cst.CSTVisitor):
    """Every piece of a module that is broken, and by what it is replaced.

    What is only said to a person stays whole (the texts of `need` and `say`, the names of steps),
    and so do annotations and docstrings.
    """

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.found: list[tuple[int, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        match node:
            case cst.Annotation() | cst.Decorator() | cst.Import() | cst.ImportFrom() | cst.Raise():
                return False
            case cst.Assign(value=cst.Call(func=cst.Name("TypeVar"))):
                return False
            case cst.Call(func=cst.Name("say" | "len" | "isinstance")):
                return False
            case cst.Call(func=cst.Name("need"), args=[condition, *_]):
                dropped = condition.with_changes(value=cst.Name("None"))
                self._add(node, node.with_changes(args=[dropped, *node.args[1:]]))
                condition.visit(self)
                return False
            case cst.ComparisonTarget(comparator=cst.SimpleString() as text):
                self._add(text, next(iter(operator_string(text))))
            case cst.DictElement(key=cst.SimpleString() as text):
                self._add(text, next(iter(operator_string(text))))
            case _:
                pass
        for kind, operator in mutation_operators:
            if isinstance(node, kind) and operator is not operator_string:
                for broken in operator(node):
                    self._add(node, broken)
        return True

    def _add(self, node: cst.CSTNode, broken: cst.CSTNode) -> None:
        self.found.append((self.get_metadata(PositionProvider, node).start.line, node, broken))


def mutants_of(root: Path, path: str) -> Iterator[Mutant]:
    """All mutants of one file."""
    wrapper = MetadataWrapper(cst.parse_module((root / path).read_text()))
    breaks = Breaks()
    wrapper.visit(breaks)
    for line, piece, broken in breaks.found:
        yield Mutant(path, line, wrapper.module, piece, broken)


def difference(before: str, after: str) -> tuple[str, str]:
    """The lines in which two texts differ, each side in one line."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return " ".join(map(str.strip, old)), " ".join(map(str.strip, new))


class Watch:
    """A pytest plugin: which functions each test enters, and how long it takes."""

    def __init__(self, root: Path) -> None:
        self.within = tuple(str(root / folder) for folder in BROKEN)
        self.entered: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        own = self.entered[item.nodeid]

        def enter(frame: FrameType, event: str, _: object) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename.startswith(self.within):
                own.add((code.co_filename, code.co_firstlineno))

        start = time.perf_counter()
        sys.setprofile(enter)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            self.seconds[item.nodeid] = time.perf_counter() - start


class Only:
    """A pytest plugin: these tests and no others, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {test: i for i, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order),
            key=lambda item: self.order[item.nodeid],
        )


class Judge:
    """The tests in a copy of the project, and what each of them looks at."""

    def __init__(self, root: Path) -> None:
        self.root = root
        os.chdir(root)
        watch = Watch(root)
        read, write = os.pipe()
        if not (child := os.fork()):
            outcome = self.pytest([*FAST], watch)
            if outcome == pytest.ExitCode.OK:
                with os.fdopen(write, "w") as answer:
                    answer.write(repr((dict(watch.entered), watch.seconds)))
            os._exit(outcome)
        os.close(write)
        with os.fdopen(read) as answer:
            told = answer.read()
        os.waitpid(child, 0)
        if not told:
            raise SystemExit("The tests fail before anything is broken.")
        self.entered, self.seconds = ast.literal_eval(told)

    def pytest(self, paths: list[str], plugin: object) -> int:
        options = [
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "--hypothesis-seed=0",
            LOADED,
        ]
        return int(pytest.main([*options, *paths], plugins=[plugin]))

    def tests_for(self, mutant: Mutant) -> list[str]:
        """Tests that enter the function that is broken; the quickest first.

        Outside of functions stand tables, which are read without being entered: all tests.
        """
        path = str(self.root / mutant.path)
        first = function_around(ast.parse((self.root / mutant.path).read_text()), mutant.line)
        tests = [
            test
            for test, entered in self.entered.items()
            if not first or (path, first) in entered or test.startswith(mutant.path)
        ]
        return sorted(tests, key=self.seconds.__getitem__)

    def notices(self, mutant: Mutant, with_keras: bool) -> str:
        """Who notices: "fast" tests, "keras", "time" (it does not end), or "" for nobody."""
        if not (broken := mutant.text()):
            return "same"
        file = self.root / mutant.path
        whole, times = file.read_text(), file.stat()
        file.write_text(broken)
        try:
            if by := self.fast(self.tests_for(mutant)):
                return by
            return self.keras(mutant) if with_keras and "/rules/" in mutant.path else ""
        finally:
            file.write_text(whole)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # its bytecode holds again

    def fast(self, tests: list[str]) -> str:
        if not tests:
            return ""
        limit = LEAST_SECONDS + 5 * sum(map(self.seconds.__getitem__, tests))
        if not (child := os.fork()):
            os.setsid()
            sys.dont_write_bytecode = True
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            os._exit(self.pytest(sorted({test.partition("::")[0] for test in tests}), Only(tests)))
        end = time.monotonic() + limit
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return "fast" if status else ""
            time.sleep(0.01)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "time"

    def keras(self, mutant: Mutant) -> str:
        family = Path(mutant.path).stem
        has_grid = (self.root / f"tests/grids/{family}.py").exists()
        chosen = ["-k", f"{family} or defaults"] if has_grid else []
        command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        try:
            run = subprocess.run([*command, *KERAS, *chosen], capture_output=True, timeout=300)
        except subprocess.TimeoutExpired:
            return "time"
        return "keras" if run.returncode else ""


def function_around(tree: ast.Module, line: int) -> int:
    """The first line of the innermost function that `line` stands in; 0 outside of any."""
    around = [
        min(node.lineno, *(one.lineno for one in node.decorator_list))
        if node.decorator_list
        else node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return max(around, default=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", help="ends of paths: words.py, keras/core.py:57")
    parser.add_argument("--rate", type=float, help="of the mutants; 0.2, or 1 of named files")
    parser.add_argument("--seed", type=int, default=1, help="which of them")
    parser.add_argument("--count", action="store_true", help="only say how many there are")
    parser.add_argument("--no-keras", action="store_true", help="ask the fast tests alone")
    asked = parser.parse_args()
    rate = asked.rate or (1 if asked.files else 0.2)

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        leave = shutil.ignore_patterns("__pycache__", ".hypothesis")
        for part in ("src", "tests", "examples", "docs"):
            shutil.copytree(ROOT / part, root / part, ignore=leave)
        for file in ROOT.glob("*.[mt][do]*"):  # README.md, pyproject.toml
            shutil.copy(file, root)
        chosen = list(mutants(root, asked.files))
        if rate < 1:
            number = round(rate * len(chosen))
            picked = random.Random(asked.seed).sample(range(len(chosen)), number)
            chosen = [chosen[i] for i in sorted(picked)]
        if asked.count:
            print(len(chosen), Counter(Path(mutant.path).stem for mutant in chosen))
            return
        run(Judge(root), chosen, not asked.no_keras)


def mutants(root: Path, files: list[str]) -> Iterator[Mutant]:
    """The mutants of all files that are broken, or of those that are asked for."""
    for folder in BROKEN:
        for file in sorted((root / folder).rglob("*.py")):
            path = str(file.relative_to(root))
            for mutant in mutants_of(root, path):
                ends = (path, f"{path}:{mutant.line}")
                if not files or any(end.endswith(f"/{name}") for end in ends for name in files):
                    yield mutant


def run(judge: Judge, chosen: list[Mutant], with_keras: bool) -> None:
    start, count = time.monotonic(), defaultdict[str, Counter[str]](Counter)
    for number, mutant in enumerate(chosen, start=1):
        if (by := judge.notices(mutant, with_keras)) == "same":
            continue
        count[str(Path(mutant.path).relative_to("src/shapeproof"))][by] += 1
        if not by:
            print(f"survives {number}: {mutant}", flush=True)
        elif number % 50 == 0:
            print(f"{number} of {len(chosen)}, {time.monotonic() - start:.0f} s", flush=True)
    print("| file | mutants | fast tests | Keras | no end | nobody |\n|---|--:|--:|--:|--:|--:|")
    count["all"] = sum(count.values(), Counter())
    for name, by in count.items():
        numbers = (by.total(), by["fast"], by["keras"], by["time"], by[""])
        print("|", " | ".join(map(str, (name, *numbers))), "|")
    print(f"{(time.monotonic() - start) / 60:.0f} minutes")


if __name__ == "__main__":
    main()
