"""What one number of einops's functions is made of, confirmed by changing one number at a time."""

from typing import Any

import numpy as np
import pytest

from shapeproof.rules import torch as rules
from shapeproof.rules.rule import Layer, Tensor
from tests.rules.perturbing import assert_cells_are_true

einops = pytest.importorskip("einops")


@pytest.mark.parametrize("arguments", [
    {"pattern": "a (b c) d -> (d a) c b", "b": 2},
    {"pattern": "a ... -> (...) 1 a"},
])  # fmt: skip
def test_rearranged(arguments: dict[str, Any]) -> None:
    assert_true("rearrange", arguments)


@pytest.mark.parametrize("arguments", [
    {"pattern": "a b d -> a 2 (b r) d", "r": 3},
    {"pattern": "... -> r ...", "r": 2},
])  # fmt: skip
def test_repeated(arguments: dict[str, Any]) -> None:
    assert_true("repeat", arguments)


@pytest.mark.parametrize("pattern", [
    "a b d -> b", "a (b c) d -> a b", "a (b c) d -> d c", "(a 1) (b c) d -> b d", "a b d -> d b a",
])  # fmt: skip
def test_reduced(pattern: str) -> None:
    assert_true("reduce", {"pattern": pattern, "reduction": "sum"} | ({"c": 3} if "c" in pattern
                                                                      else {}))  # fmt: skip


def assert_true(name: str, arguments: dict[str, Any]) -> None:
    rule = rules.function(f"{name}.einops")
    assert rule
    x = np.random.default_rng(0).normal(size=(2, 6, 2))
    assert_cells_are_true(
        Layer(rule, arguments), lambda x: getattr(einops, name)(x, **arguments), x
    )


def test_numbers_that_are_no_range_of_places_are_not_told() -> None:
    rule = rules.function("reduce.einops")
    assert rule
    facts = rule(Tensor((12,)), pattern="(a b c) -> b", reduction="sum", a=2, b=2)
    assert facts.cell is None
