"""What merging and normalising cost, in operations a value, counted by hand."""

from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.rules.rule import Facts, Tensor
from tests.grids.grid import layer


def facts_of(name: str, arguments: dict[str, Any], *shapes: tuple[int, ...]) -> Facts:
    return layer(name, **arguments)(*(Tensor((PerExample(1), *shape)) for shape in shapes))


@pytest.mark.parametrize(
    ("name", "shapes", "cost"),
    [
        ("Add", [(3, 4), (3, 4)], 12),
        ("Add", [(3, 4), (3, 1), (4,)], 2 * 12),
        ("Maximum", [(1, 4), (3, 1)], 12),
        ("Subtract", [(5,), (5,)], 5),
        ("Average", [(5,), (5,), (5,)], 2 * 5 + 5),  # two sums, one division
        ("Concatenate", [(5,), (6,)], 0),
        ("Add", [(5,)], 0),
    ],
)
def test_merging_costs_one_operation_for_each_input_after_the_first(
    name: str, shapes: list[tuple[int, ...]], cost: int
) -> None:
    facts = facts_of(name, {}, *shapes)
    assert (facts.elementwise, facts.macs) == (cost, 0)


@pytest.mark.parametrize(
    ("name", "arguments", "a_value"),
    [
        ("BatchNormalization", {}, 4),  # mean, deviation, gamma, beta
        ("BatchNormalization", {"scale": False, "center": False}, 2),
        ("LayerNormalization", {}, 7),  # sum, mean, square, sum, deviation, gamma, beta
        ("LayerNormalization", {"scale": False}, 6),
        ("LayerNormalization", {"rms_scaling": True}, 6),
        ("GroupNormalization", {"groups": 2, "scale": False, "center": False}, 5),
        ("RMSNormalization", {}, 4),  # square, sum, root mean square, scale
        ("UnitNormalization", {}, 3),
        ("Dropout", {"rate": 0.5}, 0),
    ],
)
def test_normalising_costs_so_many_operations_a_value(
    name: str, arguments: dict[str, Any], a_value: int
) -> None:
    assert facts_of(name, arguments, (3, 6)).elementwise == a_value * 18


def test_dot_counts_products_and_what_normalises() -> None:
    facts = facts_of("Dot", {"axes": 2}, (3, 5), (4, 5))
    assert (facts.macs, facts.elementwise) == (3 * 4 * 5, 0)
    facts = facts_of("Dot", {"axes": 2, "normalize": True}, (3, 5), (4, 5))
    assert (facts.macs, facts.elementwise) == (3 * 4 * 5, 3 * (3 * 5 + 4 * 5))


def test_a_stated_batch_multiplies() -> None:
    inputs = Tensor((8, 3, 5)), Tensor((8, 4, 5))
    assert layer("Dot", axes=2)(*inputs).macs == 8 * 3 * 4 * 5
    assert layer("Dot", axes=2, normalize=True)(*inputs).elementwise == 8 * 3 * (15 + 20)
    assert layer("Add")(inputs[0], inputs[0]).elementwise == 8 * 15
    assert layer("BatchNormalization")(inputs[0]).elementwise == 8 * 15 * 4
