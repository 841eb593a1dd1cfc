"""What one number is made of when categories are written, held against NumPy; and its cost."""

import numpy as np
import pytest

from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, assert_cells_are_true

CHANGES = (1.0, -1.0, 2.0, -2.0)
NUMBERS = np.array([[0.0, 2, 1], [1, 1, 0]])


def one_hot(x: Array) -> Array:
    return np.array(x[..., None] == np.arange(3), dtype=float)


def test_a_number_by_itself_has_places_of_its_own() -> None:
    each = layer("CategoryEncoding", num_tokens=3, output_mode="one_hot")
    assert_cells_are_true(each, one_hot, NUMBERS, changes=CHANGES)
    dropped = NUMBERS[:, :1]
    assert_cells_are_true(each, lambda x: one_hot(x)[:, 0], dropped, changes=CHANGES)


def test_numbers_are_counted_along_the_last_axis() -> None:
    counts = layer("CategoryEncoding", num_tokens=3, output_mode="count")
    assert_cells_are_true(counts, lambda x: one_hot(x).sum(-2), NUMBERS, changes=CHANGES)


def test_a_bin_is_found_for_each_number() -> None:
    bins = layer("Discretization", bin_boundaries=[0.5, 1.5])
    assert_cells_are_true(bins, lambda x: np.digitize(x, [0.5, 1.5]), NUMBERS, changes=CHANGES)


@pytest.mark.parametrize(
    ("name", "arguments", "cost"),
    [
        ("CategoryEncoding", {"num_tokens": 5}, 0),
        ("CategoryEncoding", {"num_tokens": 5, "output_mode": "count"}, 12),
        ("Discretization", {"bin_boundaries": [1.0, 2.0]}, 24),
        ("Discretization", {"num_bins": 3, "output_mode": "count"}, 24 + 12),
        ("StringLookup", {"vocabulary": ["a", "b"]}, 0),
        (
            "StringLookup",  # 12 words counted, 4 rows of 3 places weighed
            {"vocabulary": ["a", "b"], "idf_weights": [0.1, 0.2], "output_mode": "tf_idf"},
            12 + 4 * 3,
        ),
    ],
)
def test_costs_are_comparisons_counts_and_weights(
    name: str, arguments: dict[str, object], cost: int
) -> None:
    facts = layer(name, **arguments)(Tensor((1, 4, 3)))
    assert (facts.macs, facts.elementwise) == (0, cost)
