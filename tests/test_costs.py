"""What docs/costs.md says of shapeproof is what shapeproof says, of live models and of sources."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from tools import costs
from tools.costs import CASES, PAGE, Case, macs

import shapeproof as sp
from shapeproof.rules.rule import ShapeError
from tests.test_one_rule import TORCH

TEXT = PAGE.read_text(encoding="utf-8")
ROWS = costs.rows(TEXT)
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
TRUTHS = {
    "nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)": (8 * 8) * (4 * 4 * 16 * 8),
    "nn.Linear(3, 8)": 1_200,
    "nn.LSTM(10, 20, batch_first=True)": 16_800,
    "nn.GRU(8, 16, batch_first=True, bidirectional=True)": 2 * 5 * 3 * 16 * (8 + 16),
    "Attention(64, 4)": 176_640,
    "Mixing()": 2 * 4 * 10 * 10 * 16,
    "Projection(32, 64)": 10 * 32 * 64,
    "Bilinear(16)": 4 * 16 * 16 + 4 * 16,
    "LanguageModel(100, 32)": 12 * 32 * 100,
    "SharedActivation()": 20 * 30 + 30 * 10,
    "SharedLayer(16)": 3 * 16 * 16,
}
"""Counted by hand."""


def said(case: Case, column: int) -> int:
    return int(ROWS[case.title][column].replace(",", "").strip("*"))


def test_the_page_has_a_row_for_each_case() -> None:
    assert [(title, cells[0]) for title, cells in ROWS.items()] == [
        (case.title, f"`{case.makes}`") for case in CASES
    ]


@EACH
def test_the_page_says_what_a_source_costs(case: Case) -> None:
    found = macs(sp.explain(str(costs.ROOT / case.target), *case.inputs))
    assert found == said(case, 2) == TRUTHS.get(case.makes, found)


@EACH
def test_the_page_says_what_the_same_costs_in_keras(case: Case) -> None:
    assert macs(sp.explain(costs.keras_source(case))) == said(case, 3)


@EACH
def test_the_page_says_what_a_live_model_costs(case: Case) -> None:
    pytest.importorskip("torch")
    assert macs(sp.explain(case.model(), *case.tensors())) == said(case, 2)


@EACH
def test_the_page_says_what_torch_counts(case: Case) -> None:
    pytest.importorskip("torch")
    assert costs.by_torch(case.model(), case.tensors()) == said(case, 4)


def test_the_truths_are_of_models_on_the_page() -> None:
    assert {case.makes for case in CASES} >= TRUTHS.keys()


def test_every_difference_is_explained() -> None:
    explained = re.findall(r"^- \*\*(.+?)\*\*:", TEXT, re.MULTILINE)
    assert explained == [title for title, cells in ROWS.items() if "**" in " ".join(cells)]


def test_every_exception_of_the_judge_has_its_reason_on_the_page() -> None:
    pytest.importorskip("torch")
    judge: Any = import_module("tests.frameworks.test_torch_rules")
    assert set(first_cells("Where torch's own counter differs")) == judge.OWN_COST


def test_what_is_not_counted_stands_on_the_page() -> None:
    names = first_cells("What is not counted, and why")
    starts = tuple(name.rstrip("…") for name in names if name.endswith("…"))
    for name in uncounted():
        own = name.removeprefix("linalg_")
        assert own in names or own.startswith(starts), name


def first_cells(heading: str) -> list[str]:
    """The names in the first column of the table below a heading."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (.+?) \|", section, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([\w…]+)`", cell)]


def uncounted() -> set[str]:
    """The rules of torch that somewhere on their grids cannot tell what they cost."""
    found: set[str] = set()
    for family in TORCH:
        grid = import_module(f"tests.grids.{family}")
        for case in (*getattr(grid, "MODULES", ()), *getattr(grid, "FUNCTIONS", ())):
            name = case.layer.rule.name
            if name not in found and states_none(case):
                found.add(name)
    return found


def states_none(case: Any) -> bool:
    try:
        return case.layer(*case.tensors()).macs is None
    except ShapeError:
        return False
