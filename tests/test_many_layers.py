"""Models of thousands of layers: the work grows as they do, and nothing recurses."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

import shapeproof as sp
from shapeproof.read import read_text
from shapeproof.report import Report


def sequential(layers: int) -> str:
    each = "model.add(Dense(64, activation='relu'))\n"
    return "model = Sequential()\nmodel.add(Input((64,)))\n" + each * layers


def listed(layers: int) -> str:
    return f"model = Sequential([Input((64,)), *[Dense(64) for _ in range({layers})]])"


def chain(layers: int) -> str:
    each = "x = Dense(64, activation='relu')(x)\n"
    return "x = i = Input((64,))\n" + each * layers + "model = Model(i, x)\n"


def joined(layer: str, inputs: int, sizes: str = "(64,)") -> str:
    return f"xs = [Input({sizes}) for n in range({inputs})]\nmodel = Model(xs, {layer}()(xs))\n"


def calls(do: Callable[[], Any]) -> int:
    """How many functions are called, Python's own included."""
    count = 0

    def note(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        do()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "source", [sequential, pytest.param(listed, marks=pytest.mark.slow), chain]
)
def test_ten_times_the_layers_take_ten_times_the_work(source: Callable[[int], str]) -> None:
    texts = source(100), source(1000)
    Report(read_text(texts[0])).to_text()  # what is loaded once is loaded
    few, many = (calls(lambda: Report(read_text(text)).to_text()) for text in texts)  # noqa: B023
    assert many <= 11 * few


@pytest.mark.parametrize(
    ("layer", "sizes", "most"),
    [
        ("Add", "(64,)", 11),
        ("Maximum", "(64,)", 11),
        ("Concatenate", "(64,)", 11),
        ("Concatenate", "(n + 1,)", 11),
        # n*log(n): what two and two have in common is compared
        pytest.param("Add", "(None, 4)", 15, marks=pytest.mark.slow),
    ],
)
def test_ten_times_the_inputs_take_ten_times_the_work(layer: str, sizes: str, most: int) -> None:
    texts = joined(layer, 100, sizes), joined(layer, 1000, sizes)
    Report(read_text(texts[0])).to_json()
    few, many = (calls(lambda: Report(read_text(text)).to_json()) for text in texts)  # noqa: B023
    assert many <= most * few


@pytest.mark.parametrize("source", [sequential, chain])
def test_thousands_of_layers_are_explained_one_by_one(source: Callable[[int], str]) -> None:
    report = Report(read_text(source(2000)))
    assert len(report) == 2000
    assert report["dense_1999"].params == 64 * 64 + 64
    assert report["dense_1999"].params.worked == "(64 + 1)*64 = 4160"
    assert not report.model.notes
    assert report.to_text()
    assert report.to_json()


def test_the_totals_of_a_thousand_layers_are_formulas_too() -> None:
    source = (
        "import torch.nn as nn\n"
        "model = nn.Sequential(*[nn.Conv2d(3, 3, 3, padding=1) for _ in range(1200)])\n"
    )
    totals = sp.explain(source, ("N", 3, "H", "W")).to_dict()["totals"]
    assert totals["params"] == 1200 * 84
    assert totals["macs"] == "97200*N*H*W"
