"""Padding and cropping in words: what each end gets, under its own name."""

from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.algebra.notation import formula
from shapeproof.explanation import explain
from shapeproof.rules.arithmetic.edges import told
from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer


@pytest.mark.parametrize(
    ("value", "rank", "words"),
    [
        (2, 1, ["2 at the start", "2 at the end"]),
        ((1, 2), 1, ["1 at the start", "2 at the end"]),
        (2, 2, ["2 at the top", "2 at the bottom", "2 on the left", "2 on the right"]),
        ((1, 2), 2, ["1 at the top", "1 at the bottom", "2 on the left", "2 on the right"]),
        (
            ((1, 2), (3, 4)),
            2,
            ["1 at the top", "2 at the bottom", "3 on the left", "4 on the right"],
        ),
        (
            (1, (2, 3), 4),
            3,
            [
                "1 at the front",
                "1 at the back",
                "2 at the top",
                "3 at the bottom",
                "4 on the left",
                "4 on the right",
            ],
        ),
    ],
)
def test_every_end_is_told(value: Any, rank: int, words: list[str]) -> None:
    assert list(map(str, told(value, rank))) == words


def test_formulas_name_the_ends() -> None:
    x = Tensor((PerExample(1), 5, 6, 3))
    one = layer("ZeroPadding2D", padding=((1, 2), (3, 4)))
    assert [formula(line.formula) for line in explain(one, x).output] == [
        "height + top padding + bottom padding",
        "width + left padding + right padding",
    ]
    one = layer("Cropping2D", cropping=((1, 1), (0, 2)))
    assert [formula(line.formula) for line in explain(one, x).output] == [
        "height - top cropping - bottom cropping",
        "width - left cropping - right cropping",
    ]
