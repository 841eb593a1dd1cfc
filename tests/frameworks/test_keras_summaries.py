"""Real Keras makes each model and prints its summary; ours must be the same, byte for byte."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from shapeproof.read.source.keras.entry import read
from shapeproof.render import keras3
from tests.sampling import sampled

keras = pytest.importorskip("keras")

SOURCES = sorted((Path(__file__).parents[1] / "cases" / "summaries").glob("*.py"))


@pytest.mark.parametrize("path", sampled(SOURCES, every=6), ids=lambda path: path.stem)
def test_the_summary_is_keras_own(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = path.read_text()
    model, theirs = read(source, path.name, "", ()), made_by_keras(source)
    assert not model.problems
    for width in (80, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        for expand_nested in (False, True):
            for show_trainable in (False, True):
                options = {"expand_nested": expand_nested, "show_trainable": show_trainable}
                assert keras3.render(model, **options) == printed(theirs, **options), options


def made_by_keras(source: str) -> Any:
    """The model that the source binds last."""
    keras.config.set_dtype_policy("float32")
    keras.backend.clear_session()
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(source, names)
    keras.config.set_dtype_policy("float32")
    return [value for value in names.values() if isinstance(value, keras.Model)][-1]


def printed(model: Any, **options: bool) -> str:
    parts: list[str] = []
    model.summary(print_fn=parts.append, **options)
    return "".join(parts)
