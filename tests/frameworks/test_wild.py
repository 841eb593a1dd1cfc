"""Sources as people paste them: real Keras makes the model, and its summary must be ours.

What real Keras 3 would not run as it stands is given a stand-in: TensorFlow's name for Keras,
training that returns at once, data sets of ten examples.  For sources in the spelling of Keras 1
and 2, `keras3/` holds the model in today's; for those that no Keras can run without their data,
`expected.txt` records what is read: our own answer, which a person has gone through.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import pytest

from shapeproof.algebra.notation import size
from shapeproof.message import ShapeproofError
from shapeproof.model import Model
from shapeproof.read.source.keras.datasets import SETS
from shapeproof.read.source.keras.entry import read
from shapeproof.render import keras3
from shapeproof.render.writing import shape as written_shape
from tests.sampling import sampled

keras = pytest.importorskip("keras")
numpy = pytest.importorskip("numpy")

WILD = Path(__file__).parents[1] / "cases" / "wild"
ABSENT = ("pandas", "matplotlib", "matplotlib.pyplot", "sklearn", "seaborn", "IPython", "cv2")

NOT_YET = re.compile(r"has no rule yet|that file instead")
"""What a source is refused with for what nobody has taught us yet."""


def expectations() -> dict[str, list[str]]:
    blocks = (WILD / "expected.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return {name: lines for name, *lines in (block.split("\n") for block in blocks if block)}


EXPECTED = expectations()
SOURCES = [path for path in sorted(WILD.iterdir()) if path.suffix in (".py", ".ipynb")]
RUN = [path for path in SOURCES if path.name not in EXPECTED]


class TensorFlow(ModuleType):
    """Whatever is asked of it is a class that nothing is an instance of."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


@pytest.fixture(scope="module", autouse=True)
def stand_ins() -> Iterator[None]:
    before = dict(sys.modules)
    sys.modules["tensorflow"] = tensorflow = TensorFlow("tensorflow")
    vars(keras.backend)["int_shape"] = lambda x: tuple(x.shape)
    tensorflow.keras = keras  # type: ignore[attr-defined]
    tensorflow.random_normal_initializer = lambda *_, **__: "zeros"  # type: ignore[attr-defined]
    names = [name for name in before if f"{name}.".startswith("keras.")]
    sys.modules |= {f"tensorflow.{name}": before[name] for name in names}
    sys.modules |= {name: MagicMock() for name in ABSENT}
    with pytest.MonkeyPatch.context() as patch:
        for method in ("fit", "compile", "evaluate", "predict", "summary", "load_weights"):
            patch.setattr(keras.Model, method, MagicMock())
        patch.setattr(keras.src.utils.file_utils, "get_file", MagicMock())
        for name, (_, _, one, dtype) in SETS.items():
            examples = numpy.zeros((10, *one), dtype) if one else [[1, 2]] * 10
            pair = (examples, numpy.arange(10) % 10)
            data = getattr(keras.datasets, name)
            patch.setattr(data, "load_data", lambda *_, pair=pair, **__: (pair, pair))
        yield
    for name in set(sys.modules) - set(before):
        del sys.modules[name]
    sys.modules |= before


@pytest.mark.parametrize("path", sampled(RUN, every=3), ids=lambda path: path.stem)
def test_keras_makes_the_same_model(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = reading(path)
    if isinstance(ours, ShapeproofError) or ours.problems:
        why = ours.message if isinstance(ours, ShapeproofError) else ours.problems[0].message
        assert NOT_YET.search(str(why)), why
        return
    if path.suffix == ".ipynb":
        assert keras3_is(ours, made_by_keras(cells_of(path), ours.variable), monkeypatch)
        return
    translated = WILD / "keras3" / f"{path.stem}.py"
    source = (translated if translated.exists() else path).read_text(encoding="utf-8")
    assert keras3_is(ours, made_by_keras([source], ours.variable), monkeypatch)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_person_has_gone_through_is_read(name: str) -> None:
    ours = reading(WILD / name)
    assert told(ours) == EXPECTED[name]


def reading(path: Path) -> Model | ShapeproofError:
    try:
        return read(path.read_bytes(), path.name, "", ())
    except ShapeproofError as error:
        return error


def told(model: Model | ShapeproofError) -> list[str]:
    """A line a layer, the total, and what is wrong."""
    if isinstance(model, ShapeproofError):
        return [f"line {model.at.line if model.at else 0}: {model}"]
    rows = [
        f"{call.path} {', '.join(map(written_shape, call.facts.outputs))} {size(call.facts.params)}"
        for call in model.layers
    ]
    problems = [
        f"line {problem.at.line if problem.at else 0}: {problem.layer}: {problem.message}"
        for problem in model.problems
    ]
    return [*rows, f"total {size(model.totals.params)}", *problems]


def keras3_is(ours: Model, theirs: Any, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setenv("COLUMNS", "160")
    assert keras3.render(ours) == printed(theirs)
    return True


def cells_of(path: Path) -> list[str]:
    """The cells that are Python, without their magic lines."""
    cells = ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]
             if cell["cell_type"] == "code"]  # fmt: skip
    magic = re.compile(r"^[%!].*$|^\w+\?$", re.MULTILINE)
    return [cell if cell.startswith("%%time") else magic.sub("", cell) for cell in cells]


def made_by_keras(sources: list[str], variable: str) -> Any:
    keras.config.set_dtype_policy("float32")
    keras.backend.clear_session()
    names: dict[str, Any] = {"__name__": "__main__", "get_ipython": MagicMock()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for source in sources:
            with suppress(SyntaxError) if len(sources) > 1 else nullcontext():
                exec(source.removeprefix("%%time"), names)
    return names[variable]


def printed(model: Any) -> str:
    parts: list[str] = []
    keras.src.utils.summary_utils.print_summary(model, print_fn=parts.append)
    return "".join(parts)
