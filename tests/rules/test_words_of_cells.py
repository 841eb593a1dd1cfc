"""How the numbers become one, in words, where that depends on the place or on an argument."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.rules.rule import ShapeError, Tensor
from tests.grids.grid import layer


def made(name: str, arguments: dict[str, Any], shape: tuple[int, ...], *at: int) -> str:
    cell = layer(name, **arguments)(Tensor((1, *shape))).cell
    assert cell
    return str(cell((0, *at)).made)


def test_padding_is_told_from_what_it_surrounds() -> None:
    for at, words in (
        ((0, 1, 0), "a zero of the padding"),
        ((1, 0, 0), "a zero of the padding"),
        ((1, 1, 0), "the number itself, moved here"),
        ((3, 4, 1), "the number itself, moved here"),
        ((4, 4, 1), "a zero of the padding"),
        ((3, 5, 1), "a zero of the padding"),
    ):
        assert made("ZeroPadding2D", {}, (3, 4, 2), *at) == words


def test_copies_are_told_from_mixtures() -> None:
    assert made("UpSampling2D", {}, (3, 4, 1), 2, 2, 0) == "a copy of one number"
    mixed = made("UpSampling2D", {"interpolation": "bilinear"}, (3, 4, 1), 2, 2, 0)
    assert mixed == "4 neighbours, each weighed by how near it is"


def test_the_way_back_is_told_from_the_way_there() -> None:
    pair = {"layer": layer("LSTM", units=4)}
    there = "what unit 1 puts out after 5 steps"
    assert made("Bidirectional", pair, (5, 3), 1) == there
    assert made("Bidirectional", pair, (5, 3), 5) == f"{there}, read backwards"
    both = made("Bidirectional", {**pair, "merge_mode": "sum"}, (5, 3), 1)
    assert both == f"the sum of {there}, and {there}, read backwards"


def test_the_slope_is_the_one_that_is_given() -> None:
    assert made("LeakyReLU", {}, (3,), 0) == "x where x > 0, else 0.3*x"
    assert made("LeakyReLU", {"negative_slope": 0.1}, (3,), 0) == "x where x > 0, else 0.1*x"
    assert made("LeakyReLU", {"alpha": 0.2}, (3,), 0) == "x where x > 0, else 0.2*x"
    for name in ("alpha", "negative_slope"):
        with pytest.raises(ShapeError, match="0 or more, not -1"):
            layer("LeakyReLU", **{name: -1})(Tensor((1, 3)))


@pytest.mark.parametrize("axis", [2, -3])
def test_shares_along_an_axis_that_is_not_there_read_nobody_knows_what(axis: int) -> None:
    x = Tensor((1, 3))
    assert layer("Softmax", axis=axis)(x).cell is None
    assert layer("Softmax", axis=1)(x).cell


def test_nothing_can_be_laid_out_as_nothing() -> None:
    nothing = Tensor((PerExample(1), 0, 5))
    [output] = layer("Reshape", target_shape=(3, 0))(nothing).outputs
    assert output.shape == (1, 3, 0)


def test_each_direction_begins_with_all_states_or_none() -> None:
    one = layer("Bidirectional", layer=layer("LSTM", units=4))
    x, state = Tensor((1, 5, 3)), Tensor((1, 4))
    assert one(x, *[state] * 4).outputs
    with pytest.raises(ShapeError, match="it begins with 2 states, not 1"):
        one(x, *[state] * 2)


def test_a_difference_is_called_one() -> None:
    x = Tensor((1, 3))
    cell = layer("Subtract")(x, x).cell
    assert cell
    assert str(cell((0, 0)).made) == "the difference"
