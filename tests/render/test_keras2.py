"""The blocks of keras2.txt are the specification: a source, and the table that Keras 2 printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapeproof.model import Model
from shapeproof.read.source.keras.entry import read
from shapeproof.render import keras2

SOURCES = Path(__file__).parents[1] / "cases" / "summaries"
BLOCKS = Path(__file__).with_name("keras2.txt").read_text().split("\n\n")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.partition("\n")[0])
def test_the_table_is_the_classic_one(block: str) -> None:
    name, _, table = block.partition("\n")
    assert keras2.render(source(f"{name}.py")).rstrip("\n") == table.rstrip("\n")


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.py")), ids=lambda path: path.stem)
def test_every_line_fills_the_table(path: Path) -> None:
    lines = keras2.render(source(path.name)).splitlines()
    assert {len(line) for line in lines if "params:" not in line} in ({65}, {98})


def source(name: str) -> Model:
    return read((SOURCES / name).read_text(), name, "", ())
