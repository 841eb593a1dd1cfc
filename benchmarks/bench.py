"""How fast it is, always against something else in the same run: ratios, not seconds.

    python benchmarks/bench.py [--write] [PART...]

What is compared runs in turn, again and again; the medians are divided.  `--write` keeps the
tables of these parts in `docs/benchmarks.md`, or those of all.
"""

from __future__ import annotations

import argparse
import compileall
import datetime
import gc
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import by_hand
import large

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from shapeproof.algebra.formula import PerExample  # noqa: E402
from shapeproof.read import read_text  # noqa: E402
from shapeproof.report import Report  # noqa: E402
from shapeproof.rules import keras as vocabulary  # noqa: E402
from shapeproof.rules.rule import Rule, Tensor  # noqa: E402

SHOW = ("-m", "shapeproof", "show")
EXAMPLE = ROOT / "examples" / "conv1d.py"
KERAS = """
from keras.layers import Conv1D, Input, MaxPooling1D
from keras.models import Sequential
model = Sequential()
model.add(Input((60, 1)))
model.add(Conv1D(7, kernel_size=40, activation="relu"))
model.add(Conv1D(10, kernel_size=16, activation="relu"))
model.add(MaxPooling1D(pool_size=3))
model.summary()
"""
CNN = """
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.dropout = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = F.max_pool2d(x, 2).flatten(1)
        x = self.dropout(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)
"""
TORCHINFO = f"""{CNN}
from torchinfo import summary
print(summary(Net(), (1, 1, 28, 28), verbose=0))
"""
BROKEN = """
from torch import nn

layers, channels = [], 3
for width in (16, 16, 32, 32, 64, 64) * 4:
    layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
    channels = width
model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(64, 10))
"""
REFUSED = f"""{BROKEN}
import torch
try:
    model(torch.zeros(1, 3, 32, 32))
except RuntimeError as error:
    print(error)
"""
LAYERS: list[tuple[str, tuple[int, ...], dict[str, Any], Callable[..., Any], dict[str, Any]]] = [
    ("Conv1D", (60, 1), {"filters": 7, "kernel_size": 40, "activation": "relu"},
     by_hand.convolution, {"rank": 1}),
    ("Conv2D", (32, 32, 3), {"filters": 16, "kernel_size": (3, 3), "padding": "same"},
     by_hand.convolution, {"rank": 2}),
    ("Dense", (128,), {"units": 64, "activation": "relu"}, by_hand.dense, {}),
    ("LSTM", (20, 8), {"units": 32, "return_sequences": True}, by_hand.lstm, {}),
    ("MaxPooling1D", (6, 10), {"pool_size": 3}, by_hand.pooling, {"rank": 1}),
    ("BatchNormalization", (16, 16, 32), {}, by_hand.batch_normalization, {}),
]  # fmt: skip


class Result(NamedTuple):
    """One line of the table: what took how much of what, the peer, how it ought to compare."""

    what: str
    took: float
    peer: str
    peer_took: float
    aim: str
    met: bool
    of: str = "time"

    @property
    def ratio(self) -> str:
        ratio = self.took / self.peer_took
        if ratio >= 1:
            return f"{ratio:.1f} times"
        return f"1/{1 / ratio:.0f}" if ratio < 0.1 else f"1/{1 / ratio:.1f}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="keep it in docs/benchmarks.md")
    options.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; or all")
    chosen = options.parse_args()
    if unknown := {*chosen.parts} - PARTS.keys():
        options.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    sections: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.parts or PARTS:
            results: list[Result] = []
            for result in PARTS[name](Path(folder)):
                results.append(result)
                print("  ".join(cells(result)), file=sys.stderr, flush=True)
            sections[name] = section(name, results)
    print("\n".join(sections.values()))
    if chosen.write:
        kept = sections_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
        texts = {**kept, **sections}
        told = (texts[name] for name in PARTS if name in texts)
        PAGE.write_text("\n".join((HEAD, *told)), encoding="utf-8")


# What is measured


def start_up(folder: Path) -> list[Result]:
    """A whole process, from its start to its end."""
    run = fresh_process(folder)
    show = lambda: run(*SHOW, str(EXAMPLE))  # noqa: E731
    bare, own = in_turn([lambda: run("-c", "pass"), show], times=41)
    keras, own_too = in_turn([lambda: run("-c", KERAS), show], times=7)
    what = "`shapeproof show examples/conv1d.py`"
    return [
        Result(what, own, "`python -c pass`", bare, "at most 4 times", own <= 4 * bare),
        Result(what, own_too, "Keras builds and summarises it", keras, "at most 1/60",
               60 * own_too <= keras),
    ]  # fmt: skip


def numbers(folder: Path) -> list[Result]:
    """One layer's output, weights, parameters and multiply-accumulates."""
    results: list[Result] = []
    for name, sizes, arguments, by_hand_, fixed in LAYERS:
        rule = vocabulary.rule(name)
        assert rule is not None
        ours = asked(rule, Tensor((PerExample(1), *sizes)), arguments)
        peer = written_out(by_hand_, (None, *sizes), {**fixed, **arguments})
        assert ours() == peer(), (name, ours(), peer())
        own, hand = in_turn([many(ours), many(peer)], times=41)
        results.append(Result(f"{name}, its numbers", own / MANY, "a function written by hand",
                              hand / MANY, "at most 4 times", own <= 4 * hand))  # fmt: skip
    return results


def asked(rule: Rule, x: Tensor, arguments: dict[str, Any]) -> Callable[[], Any]:
    def numbers() -> Any:
        facts = rule(x, **arguments)
        return facts.outputs[0].shape[1:], len(facts.weights), facts.params, facts.macs

    return numbers


def written_out(
    function: Callable[..., Any], shape: tuple[Any, ...], arguments: dict[str, Any]
) -> Callable[[], Any]:
    def numbers() -> Any:
        facts = function(shape, **arguments)
        return facts["output"][1:], len(facts["weights"]), facts["params"], facts["macs"]

    return numbers


def reading(folder: Path) -> list[Result]:
    """Ten times the layers ought to take ten times as long."""
    run = fresh_process(folder)
    results: list[Result] = []
    for kind, source in (("Sequential", sequential), ("a functional chain", chain)):
        for few, times in ((100, 15), (1000, 5)):
            more = 10 * few
            texts = source(few), source(more)
            files = folder / f"{few}.py", folder / f"{more}.py"
            for file, text in zip(files, texts):
                file.write_text(text, encoding="utf-8")
            for what, do in (
                ("read", lambda n: read_text(texts[n])),  # noqa: B023
                ("read and explained", lambda n: Report(read_text(texts[n])).rows),  # noqa: B023
                ("`show --format json`",
                 lambda n: run(*SHOW, "--format", "json", str(files[n]))),  # noqa: B023
            ):  # fmt: skip
                short, long = in_turn([lambda: do(0), lambda: do(1)], times)  # noqa: B023
                results.append(Result(f"{kind} of {more:,} layers, {what}", long, f"of {few:,}",
                                      short, "at most 11 times", long <= 11 * short))  # fmt: skip
    return results


def models(folder: Path) -> list[Result]:
    """Large models: time and peak memory, of a whole process and when all is warm."""
    run = fresh_process(folder)
    results: list[Result] = []
    for name in large.MODELS:
        targets = {"its `.keras` file": large.saved(name, folder), "source": large.source_of(name)}
        for state in ((), ("warm",)):
            job = lambda *job: measured(run, *job, *state)  # noqa: B023, E731
            of_keras = job("keras", name)
            for what, target in targets.items():
                for of, took, keras in zip(("time", "memory"), job("shapeproof", target), of_keras):
                    least = 50 if of == "time" else 5
                    results.append(
                        Result(f"{name} from {what}, {' '.join(state) or 'whole process'}, {of}",
                               took, "Keras builds and summarises it", keras, f"at most 1/{least}",
                               least * took <= keras, of)
                    )  # fmt: skip
    return results


def torch(folder: Path) -> list[Result]:
    """A whole process that reads a small network of torch, without torch."""
    run = fresh_process(folder)
    file = folder / "cnn.py"
    file.write_text(CNN, encoding="utf-8")
    show = lambda: run(*SHOW, str(file), "--input", "1,1,28,28")  # noqa: E731
    own, peer = in_turn([show, lambda: run("-c", TORCHINFO)], times=9)
    return [
        Result("`shapeproof show cnn.py`", own, "`import torch`, and torchinfo's summary", peer,
               "at most 1/20", 20 * own <= peer)
    ]  # fmt: skip


def fix(folder: Path) -> list[Result]:
    """A whole process that tells what is wrong with 50 layers of torch, and mends it."""
    run = fresh_process(folder)
    file = folder / "broken.py"
    file.write_text(BROKEN, encoding="utf-8")
    asked = f"from shapeproof.cli import main; main(['fix', {str(file)!r}, '--input', '1,3,32,32'])"
    own, peer = in_turn([lambda: run("-c", asked), lambda: run("-c", REFUSED)], times=9)
    return [
        Result("`shapeproof fix` on 50 layers", own, "`import torch`, and its error", peer,
               "under 0.3 s", own < 0.3)
    ]  # fmt: skip


def live(folder: Path) -> Iterator[Result]:
    """Live models of torch, explained without their numbers being computed."""
    import torch_models

    for one in torch_models.results():
        aim = "at most as long" if one.most == 1 else f"at most {one.most:g} times"
        yield Result(one.what, one.took, one.peer, one.peer_took, aim, one.ratio <= one.most)


def sweep(folder: Path) -> Iterator[Result]:
    """A sweep of 2.2 million candidates of three layers, all of it, shared among the candidates."""
    os.environ["KERAS_BACKEND"] = "jax"
    import sweeps

    sweeps.swept_each()
    own = median(sweeps.swept_each() for _ in range(5))
    rules = sweeps.each(sweeps.by_rules, sweeps.CANDIDATES)
    keras = sweeps.each(sweeps.by_keras, sweeps.CANDIDATES[::20])
    yield Result("one candidate of a sweep", own, "a loop that asks the rules for each", rules,
                 "at most 1/100", 100 * own <= rules)  # fmt: skip
    yield Result("one candidate of a sweep", own, "a loop that builds each model in Keras", keras,
                 "at most 1/1000", 1000 * own <= keras)  # fmt: skip


def page(folder: Path) -> Iterator[Result]:
    """The page of `shapeproof web`, in Chromium."""
    import browser

    run = fresh_process(folder)
    (show,) = in_turn([lambda: run(*SHOW, str(EXAMPLE))], times=9)
    with browser.on_the_server() as page:
        browser.first_table(page)
        key = browser.after_a_key(page)
        yield Result("from a keystroke to its table", key, "`shapeproof show` as a process", show,
                     "at most 100 ms", key <= 0.1)  # fmt: skip
        browser.write_long(page)
        for tab, what in (("Table", "the table"), ("Graph", "the graph")):
            frame, still = browser.scrolled(page, tab)
            yield Result(f"{what} of 1,000 layers scrolled, its longest frame", frame,
                         "while nothing moves", still, "at most 50 ms", frame <= 0.05)  # fmt: skip
    own, python = browser.sizes()
    yield Result("all of the page, compressed", own, "Python in the browser, compressed", python,
                 "under 600 kB", own < 600_000, "memory")  # fmt: skip


def site(folder: Path) -> Iterator[Result]:
    """The static site, in Chromium: Python runs in the browser."""
    import browser

    run = fresh_process(folder)
    (keras,) = in_turn([lambda: run("-c", KERAS)], times=3)
    with browser.on_the_site() as page:
        opened = browser.first_table(page)
        yield Result("from opening the site to its table", opened,
                     "Keras builds and summarises it", keras, "at most 10 s",
                     opened <= 10)  # fmt: skip
        key = browser.after_a_key(page)
    with browser.on_the_server() as page:
        browser.first_table(page)
        server = browser.after_a_key(page)
    yield Result("from a keystroke to its table", key, "on the local server", server,
                 "at most 200 ms", key <= 0.2)  # fmt: skip


PARTS: dict[str, Callable[[Path], Iterable[Result]]] = {
    part.__name__: part
    for part in (start_up, numbers, reading, models, torch, fix, live, sweep, page, site)
}


def measured(run: Callable[..., str], *job: str) -> tuple[float, float]:
    """The seconds and the bytes that a job of `large.py` takes, the median of three.

    Unless it is warm, the seconds are those of the whole process.
    """
    found: list[tuple[float, float]] = []
    for _ in range(3):
        start = perf_counter()
        inside, memory = run(str(ROOT / "benchmarks" / "large.py"), *job).split()
        seconds = float(inside) if "warm" in job else perf_counter() - start
        found.append((seconds, float(memory)))
    seconds, memory = zip(*found)
    return median(seconds), median(memory)


def sequential(layers: int) -> str:
    each = "model.add(Dense(64, activation='relu'))\n"
    return "model = Sequential()\nmodel.add(Input((64,)))\n" + each * layers


def chain(layers: int) -> str:
    each = "x = Dense(64, activation='relu')(x)\n"
    return "x = i = Input((64,))\n" + each * layers + "model = Model(i, x)\n"


# How it is measured

MANY = 500


def many(do: Callable[[], Any]) -> Callable[[], None]:
    def repeat() -> None:
        for _ in range(MANY):
            do()

    return repeat


def in_turn(todo: Sequence[Callable[[], Any]], times: int) -> list[float]:
    """The median seconds of each, all run once unmeasured and then in turn."""
    took: list[list[float]] = [[] for _ in todo]
    for do in todo:
        do()
    gc.set_threshold(100_000)  # as the command has it
    for _ in range(times):
        for do, seconds in zip(todo, took):
            gc.collect()
            start = perf_counter()
            do()
            seconds.append(perf_counter() - start)
    return [median(seconds) for seconds in took]


def fresh_process(folder: Path) -> Callable[..., str]:
    """Runs this interpreter on a copy of the package, compiled as an installed one is."""
    package = folder / "installed"
    if not package.exists():
        shutil.copytree(ROOT / "src", package, ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(package, quiet=1)
    environment = {**os.environ, "PYTHONPATH": str(package), "KERAS_BACKEND": "jax"}
    environment.pop("PYTHONPYCACHEPREFIX", None)

    def run(*arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True,
                              cwd=ROOT, env=environment, text=True)  # fmt: skip
        return done.stdout

    return run


# How it is told


PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Ratios, not seconds: what is compared ran in turn on the same machine, and the medians are
divided.  `make bench` measures anew; `benchmarks/bench.py --write PART` writes one part here.  A
load above 1 tells that other work ran beside it.

Processes start with their bytecode compiled, as after `pip install`.  The functions written by
hand are in `benchmarks/by_hand.py`; they check what the rules check, and return plain numbers.
Ready-made models are measured in a fresh process, or "warm": the second time in one process, with
the memory that the second time adds at its peak.
"""


def section(name: str, results: Sequence[Result]) -> str:
    heads = ("What", "Took", "Against", "Took", "Ratio", "Aim")
    lines = [" | ".join(row) for row in (heads, ["---"] * len(heads), *map(cells, results))]
    table = "\n".join(f"| {line} |" for line in lines)
    about = " ".join((PARTS[name].__doc__ or "").split())
    return f"""## {name}

{about}  Measured on {datetime.date.today().isoformat()} ({os.cpu_count()} cores, load \
{os.getloadavg()[1]:.1f}, {platform.machine()}, Python {platform.python_version()}).

{table}
"""


def sections_of(page: str) -> dict[str, str]:
    """The parts of a page, by their names."""
    texts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    return {text.partition("\n")[0].removeprefix("## "): text.rstrip("\n") + "\n" for text in texts}


def cells(result: Result) -> tuple[str, ...]:
    aim = result.aim if result.met else f"{result.aim}: missed"
    written = spoken if result.of == "time" else weighed
    return (result.what, written(result.took), result.peer, written(result.peer_took),
            result.ratio, aim)  # fmt: skip


def weighed(size: float) -> str:
    return f"{size / 2**20:.1f} MB"


def spoken(seconds: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.2f} {unit}"
    if seconds * 1e6 >= 1:
        return f"{seconds * 1e6:.1f} µs"
    return f"{seconds * 1e9:.0f} ns"


if __name__ == "__main__":
    main()
