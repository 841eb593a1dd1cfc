"""What one normalised number is made of: itself, or all that are measured with it."""

from typing import Any

import numpy as np
import pytest

from shapeproof.rules.rule import ShapeError, Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, assert_cells_are_true


def numbers(*shape: int) -> Array:
    return np.random.default_rng(0).normal(size=shape) + 2


def standard(x: Array, axis: Any) -> Array:
    return (x - x.mean(axis, keepdims=True)) / np.sqrt(x.var(axis, keepdims=True) + 1e-3)


@pytest.mark.parametrize("axis", [1, -1])
def test_batch_normalization_reads_one_number_and_its_feature(axis: int) -> None:
    def normalized(
        x: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array
    ) -> Array:
        rows = np.moveaxis(x, axis, -1)
        rows = (rows - moving_mean) / np.sqrt(moving_variance + 1e-3) * gamma + beta
        return np.moveaxis(rows, -1, axis)

    features = (2, 3, 4)[axis]
    assert_cells_are_true(
        layer("BatchNormalization", axis=axis),
        normalized,
        numbers(2, 3, 4),
        {
            name: numbers(features) + 3
            for name in ("gamma", "beta", "moving_mean", "moving_variance")
        },
        changes=(0.5, 0.25),
    )


@pytest.mark.parametrize("axis", [-1, 1, (1, 2), (1, 3)])
def test_layer_normalization_reads_all_along_its_axes(axis: Any) -> None:
    shape = (2, 2, 3, 4)
    along = axis if isinstance(axis, tuple) else (axis % 4,)
    over = tuple(size if i in along else 1 for i, size in enumerate(shape))
    kept = tuple(shape[i] for i in along)
    assert_cells_are_true(
        layer("LayerNormalization", axis=axis),
        lambda x, gamma, beta: standard(x, along) * gamma.reshape(over) + beta.reshape(over),
        numbers(*shape),
        {"gamma": numbers(*kept), "beta": numbers(*kept)},
        changes=(0.7, -1.3),
    )


def test_root_mean_square_reads_all_along_its_axis() -> None:
    assert_cells_are_true(
        layer("RMSNormalization"),
        lambda x, scale: x / np.sqrt((x**2).mean(-1, keepdims=True)) * scale,
        numbers(2, 3, 4),
        {"scale": numbers(4)},
        changes=(0.7, -1.3),
    )


@pytest.mark.parametrize("axis", [-1, 1, (1, 2)])
def test_unit_normalization_reads_all_along_its_axes(axis: Any) -> None:
    assert_cells_are_true(
        layer("UnitNormalization", axis=axis),
        lambda x: x / np.sqrt((x**2).sum(axis, keepdims=True)),
        numbers(2, 3, 4),
        changes=(0.7, -1.3),
    )


@pytest.mark.parametrize("groups", [1, 2, 6, -1])
def test_group_normalization_reads_the_channels_of_its_group(groups: int) -> None:
    def normalized(x: Array, gamma: Array) -> Array:
        parts = np.split(x, 6 if groups == -1 else groups, axis=-1)
        return np.concatenate([standard(part, (1, 2)) for part in parts], axis=-1) * gamma

    assert_cells_are_true(
        layer("GroupNormalization", groups=groups, center=False),
        normalized,
        numbers(2, 3, 6),
        {"gamma": numbers(6)},
        changes=(0.7, -1.3),
    )


def test_group_normalization_of_other_axes() -> None:
    def normalized(x: Array) -> Array:
        return np.concatenate([standard(part, (1, 2)) for part in np.split(x, 2, axis=1)], axis=1)

    assert_cells_are_true(
        layer("GroupNormalization", groups=2, axis=1, center=False, scale=False),
        normalized,
        numbers(2, 4, 3),
        changes=(0.7, -1.3),
    )


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("Dropout", {"rate": 0.5}),
        ("SpatialDropout1D", {"rate": 0.5}),
        ("AlphaDropout", {"rate": 0.5}),
        ("GaussianDropout", {"rate": 0.5}),
        ("GaussianNoise", {"stddev": 0.5}),
    ],
)
def test_noise_passes_on_the_number_itself(name: str, arguments: dict[str, float]) -> None:
    assert_cells_are_true(layer(name, **arguments), lambda x: x.copy(), numbers(2, 3, 2))


@pytest.mark.parametrize("axis", [-1, 1, (1, 2), None])
@pytest.mark.parametrize("invert", [False, True])
def test_normalization_reads_a_number_and_what_was_measured_for_it(axis: Any, invert: bool) -> None:
    shape = (2, 3, 4)
    along = () if axis is None else axis if isinstance(axis, tuple) else (axis % 3,)
    over = tuple(size if i in along else 1 for i, size in enumerate(shape))
    kept = tuple(shape[i] for i in along)

    def scaled(x: Array, mean: Array, variance: Array) -> Array:
        mean, root = mean.reshape(over), np.sqrt(variance.reshape(over))
        return x * root + mean if invert else (x - mean) / root

    made = layer("Normalization", axis=axis, invert=invert)
    measured = {name: np.array(numbers(*kept) + 9) for name in ("mean", "variance")}
    assert_cells_are_true(made, scaled, numbers(*shape), measured, changes=(0.5, 0.25))


def test_stated_means_are_no_weights() -> None:
    made = layer("Normalization", mean=(1, 2, 3, 4), variance=(1, 1, 1, 1))
    assert_cells_are_true(made, lambda x: x - np.array([1, 2, 3, 4]), numbers(2, 4))


@pytest.mark.parametrize("given", [np.zeros(4), [0, 0, 0, 0], 0.0, [0]])
def test_means_may_be_arrays(given: Any) -> None:
    made = layer("Normalization", mean=given, variance=given)
    assert made(Tensor((2, 4))).weights == {}
    with pytest.raises(ShapeError):
        layer("Normalization", mean=np.zeros(3), variance=np.zeros(3))(Tensor((2, 4)))


def test_a_mean_that_nobody_knows_is_taken_to_fit() -> None:
    made = layer("Normalization", mean=object(), variance=(1, 2))
    assert made(Tensor((2, 4))).weights == {}
