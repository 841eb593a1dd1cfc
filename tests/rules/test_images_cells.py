"""What one number is made of when images are resized, cut and rescaled, held against NumPy."""

import numpy as np
import pytest

from tests.grids.grid import layer
from tests.rules.perturbing import Array, assert_cells_are_true


def numbers(*shape: int) -> Array:
    return np.random.default_rng(0).normal(size=shape)


def weights(old: int, new: int, reach: int) -> Array:
    """How much each old place counts for each new one, between the nearest and `reach` away."""
    middles = (np.arange(new)[:, None] + 0.5) * old / new - 0.5
    if reach == 0:
        return (np.arange(old) == np.floor(middles + 0.5)).astype(float)
    away = np.abs(np.arange(old) - middles)
    kept = np.where((away < reach) & ((away % 1 > 1e-9) | (away < 1e-9)), reach + 1 - away, 0)
    return np.array(kept / kept.sum(axis=1, keepdims=True))


def resized(x: Array, height: int, width: int, reach: int = 1) -> Array:
    rows, columns = weights(x.shape[1], height, reach), weights(x.shape[2], width, reach)
    return np.einsum("bhwc,ih,jw->bijc", x, rows, columns)


@pytest.mark.parametrize(("height", "width"), [(2, 3), (7, 5), (4, 9), (1, 1)])
@pytest.mark.parametrize(("how", "reach"), [("nearest", 0), ("bilinear", 1), ("bicubic", 2)])
def test_a_resized_number_mixes_its_neighbours(
    height: int, width: int, how: str, reach: int
) -> None:
    assert_cells_are_true(
        layer("Resizing", height=height, width=width, interpolation=how),
        lambda x: resized(x, height, width, reach),
        numbers(1, 4, 5, 2),
    )


def test_channels_may_stand_first() -> None:
    assert_cells_are_true(
        layer("Resizing", height=3, width=2, data_format="channels_first"),
        lambda x: resized(x.transpose(0, 2, 3, 1), 3, 2).transpose(0, 3, 1, 2),
        numbers(1, 2, 4, 5),
    )


def test_an_image_is_cut_or_filled_to_its_new_proportions_first() -> None:
    x = numbers(1, 4, 6, 1)
    cut = layer("Resizing", height=2, width=2, crop_to_aspect_ratio=True)
    assert_cells_are_true(cut, lambda x: resized(x[:, :, 1:5], 2, 2), x)
    filled = layer("Resizing", height=3, width=3, pad_to_aspect_ratio=True)
    edges = ((0, 0), (1, 1), (0, 0), (0, 0))
    assert_cells_are_true(filled, lambda x: resized(np.pad(x, edges), 3, 3), x)


def test_the_middle_is_cut_out_or_enlarged() -> None:
    x = numbers(1, 5, 6, 1)
    crop = layer("CenterCrop", height=2, width=3)
    assert_cells_are_true(crop, lambda x: x[:, 1:3, 1:4], x)
    enlarged = layer("CenterCrop", height=8, width=8)
    assert_cells_are_true(enlarged, lambda x: resized(x[:, :, :5], 8, 8), x)


def test_layers_that_change_one_number_read_one() -> None:
    assert_cells_are_true(layer("Rescaling", scale=0.5), lambda x: x * 0.5, numbers(2, 3, 2))
    moved = layer("Rescaling", scale=0.5, offset=-1.0)
    assert_cells_are_true(moved, lambda x: x * 0.5 - 1, numbers(2, 3, 2))
    for name in ("RandomFlip", "RandomGrayscale"):
        assert_cells_are_true(layer(name), lambda x: x + 0, numbers(2, 3, 2))


def test_rescaling_costs_one_operation_a_value_and_one_more_for_an_offset() -> None:
    from shapeproof.rules.rule import Tensor

    x = Tensor((1, 4, 5, 3))
    assert layer("Rescaling", scale=0.5)(x).elementwise == 60
    assert layer("Rescaling", scale=0.5, offset=-1)(x).elementwise == 120
    assert layer("Resizing", height=2, width=2)(x).elementwise == 4 * 12
    assert layer("Resizing", height=2, width=2, interpolation="nearest")(x).elementwise == 0
    assert layer("AutoContrast")(x).elementwise == 6 * 60
