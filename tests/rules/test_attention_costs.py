"""What attention without heads costs, counted by hand: 3 queries, 5 keys, 4 numbers each."""

from typing import Any

import pytest

from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer

PAIRS, NUMBERS = 3 * 5, 4
MIXING = MATCHING = PAIRS * NUMBERS


@pytest.mark.parametrize(
    ("name", "arguments", "macs", "others"),
    [
        # products match, a softmax makes shares of the matches
        ("Attention", {}, MATCHING + MIXING, PAIRS),
        ("Attention", {"use_scale": True}, MATCHING + MIXING, PAIRS + PAIRS),
        # each sum: an addition, a tanh, an addition to the rest; each match: a weight, a share
        ("Attention", {"score_mode": "concat"}, MIXING, 3 * NUMBERS * PAIRS + PAIRS + PAIRS),
        (
            "Attention",
            {"score_mode": "concat", "use_scale": True},  # each sum is scaled as well
            MIXING,
            4 * NUMBERS * PAIRS + PAIRS + PAIRS,
        ),
        # a weight for each sum makes adding them up a product
        ("AdditiveAttention", {}, MATCHING + MIXING, 2 * NUMBERS * PAIRS + PAIRS),
        ("AdditiveAttention", {"use_scale": False}, MIXING, 3 * NUMBERS * PAIRS + PAIRS),
    ],
)
def test_matching_and_mixing_are_counted(
    name: str, arguments: dict[str, Any], macs: int, others: int
) -> None:
    for batch in (1, 8):
        facts = layer(name, **arguments)(Tensor((batch, 3, 4)), Tensor((batch, 5, 4)))
        assert (facts.macs, facts.elementwise) == (batch * macs, batch * others)
