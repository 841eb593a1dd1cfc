"""What one number is made of, where each is changed by itself or with those along its axis."""

from typing import Any

import numpy as np
import pytest

from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, assert_cells_are_true


def numbers(*shape: int) -> Array:
    return np.random.default_rng(0).normal(size=shape)


def softmax(x: Array, axis: int | tuple[int, ...]) -> Array:
    shares = np.exp(x)
    return shares / shares.sum(axis, keepdims=True)


def relu(x: Array) -> Array:
    return np.maximum(x, 0)


@pytest.mark.parametrize(
    ("name", "arguments", "function"),
    [
        ("Softmax", {}, lambda x: softmax(x, -1)),
        ("Softmax", {"axis": 1}, lambda x: softmax(x, 1)),
        ("Softmax", {"axis": (1, -1)}, lambda x: softmax(x, (1, 3))),
        ("Activation", {"activation": "softmax"}, lambda x: softmax(x, -1)),
        ("Activation", {"activation": "log_softmax"}, lambda x: np.log(softmax(x, -1))),
        ("Activation", {"activation": "relu"}, relu),
        ("Activation", {"activation": None}, lambda x: x + 0),
        ("ReLU", {"negative_slope": 0.1}, lambda x: np.where(x < 0, 0.1 * x, x)),
        ("LeakyReLU", {}, lambda x: np.where(x < 0, 0.3 * x, x)),
        ("ELU", {}, lambda x: np.where(x < 0, np.expm1(x), x)),
    ],
)
def test_a_cell_reads_what_it_says(name: str, arguments: dict[str, Any], function: Any) -> None:
    assert_cells_are_true(
        layer(name, **arguments), function, numbers(2, 3, 2, 3), changes=(3.0, -3.0)
    )


@pytest.mark.parametrize("shared", [None, 1, (1, 3), (2,), 0])
def test_a_slope_stands_where_it_says(shared: Any) -> None:
    shape = [3, 2, 4]
    for axis in (shared,) if isinstance(shared, int) else shared or ():
        shape[axis - 1] = 1
    assert_cells_are_true(
        layer("PReLU", shared_axes=shared),
        lambda x, alpha: relu(x) - alpha * relu(-x),
        -np.abs(numbers(2, 3, 2, 4)) - 1,
        {"alpha": numbers(*shape)},
        changes=(0.5,),
    )


def test_an_activation_costs_one_for_each_number_and_none_costs_nothing() -> None:
    x = Tensor((1, 3, 4))
    for name, arguments in (("ReLU", {}), ("Softmax", {}), ("Activation", {"activation": "tanh"})):
        assert layer(name, **arguments)(x).elementwise == 12
    for linear in (None, "linear"):
        assert layer("Activation", activation=linear)(x).elementwise == 0
