"""The files in tests/spec are the specification.  Add a block to add a case."""

from pathlib import Path

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.algebra.notation import worked
from shapeproof.explanation import explain
from shapeproof.rules import keras
from shapeproof.rules.arithmetic.brackets import Span
from shapeproof.rules.keras import operations
from shapeproof.rules.rule import Layer, Tensor

BLOCKS = [
    block.strip()
    for path in sorted(Path(__file__).with_name("spec").glob("*.txt"))
    for block in path.read_text().split("\n\n")
    if not block.startswith("#")
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: str(block).partition("\n")[0])
def test_explanation(block: str) -> None:
    case, _, expected = block.partition("\n")
    call, _, shapes = case.partition(" reads ")
    name, _, arguments = call.partition("(")
    rule = keras.rule(name) or operations.rule(name)
    assert rule, name
    names = {"Layer": Layer, "keras": keras, "Span": Span}
    layer = Layer(rule, eval(f"dict({arguments}", names))
    inputs = [Tensor((PerExample(1), *eval(shape))) for shape in shapes.split(" and ")]
    shown = explain(layer, *inputs)
    lines = [*shown.output, *shown.params, *shown.macs]
    assert "\n".join(f"{line.subject}: {worked(line.formula)}" for line in lines) == expected
