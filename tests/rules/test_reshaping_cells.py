"""What one number is made of, where numbers are moved, copied, added and mixed."""

from math import floor
from typing import Any

import numpy as np
import pytest

from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, assert_cells_are_true


def numbers(*shape: int) -> Array:
    return np.random.default_rng(0).normal(size=shape)


def channels_last(x: Array) -> Array:
    return np.moveaxis(x, 1, -1)


@pytest.mark.parametrize(
    ("name", "arguments", "shape", "function"),
    [
        ("Flatten", {}, (2, 3, 4), lambda x: x.reshape(2, 12)),
        ("Flatten", {}, (2,), lambda x: x.reshape(2, 1)),
        (
            "Flatten",
            {"data_format": "channels_first"},
            (2, 3, 2, 4),
            lambda x: channels_last(x).reshape(2, 24),
        ),
        ("Reshape", {"target_shape": (3, -1)}, (2, 4, 3), lambda x: x.reshape(2, 3, 4)),
        ("Reshape", {"target_shape": (-1,)}, (1, 2, 3, 2), lambda x: x.reshape(1, 12)),
        ("Permute", {"dims": (2, 1)}, (2, 3, 4), lambda x: x.transpose(0, 2, 1)),
        ("Permute", {"dims": (3, 1, 2)}, (1, 2, 3, 4), lambda x: x.transpose(0, 3, 1, 2)),
        ("RepeatVector", {"n": 3}, (2, 4), lambda x: np.repeat(x[:, None], 3, 1)),
        ("Cropping1D", {"cropping": (2, 1)}, (2, 6, 2), lambda x: x[:, 2:-1]),
        (
            "Cropping2D",
            {"cropping": ((1, 0), (0, 2)), "data_format": "channels_first"},
            (1, 2, 3, 4),
            lambda x: x[:, :, 1:, :-2],
        ),
        ("Cropping3D", {}, (1, 3, 4, 3, 2), lambda x: x[:, 1:-1, 1:-1, 1:-1]),
        (
            "ZeroPadding1D",
            {"padding": (2, 1)},
            (2, 3, 2),
            lambda x: np.pad(x, ((0, 0), (2, 1), (0, 0))),
        ),
        (
            "ZeroPadding2D",
            {"padding": ((0, 1), 2), "data_format": "channels_first"},
            (1, 2, 3, 2),
            lambda x: np.pad(x, ((0, 0), (0, 0), (0, 1), (2, 2))),
        ),
        ("UpSampling1D", {"size": 3}, (2, 3, 2), lambda x: np.repeat(x, 3, 1)),
        (
            "UpSampling2D",
            {"size": (2, 3), "data_format": "channels_first"},
            (1, 2, 2, 3),
            lambda x: np.repeat(np.repeat(x, 2, 2), 3, 3),
        ),
    ],
)
def test_a_cell_reads_what_it_says(
    name: str, arguments: dict[str, Any], shape: tuple[int, ...], function: Any
) -> None:
    assert_cells_are_true(layer(name, **arguments), function, numbers(*shape))


def kernel(kind: str, distance: float) -> float:
    """How much a number counts for a place that is `distance` steps away."""
    d = abs(distance)
    match kind:
        case "bilinear":
            return max(1 - d, 0)
        case "bicubic":
            near = ((1.5 * d - 2.5) * d) * d + 1
            far = ((-0.5 * d + 2.5) * d - 4) * d + 2
            return near if d <= 1 else far if d < 2 else 0
        case _:
            reach = int(kind[-1])
            return float(np.sinc(d) * np.sinc(d / reach)) if d < reach else 0


def enlarged(x: Array, times: int, kind: str) -> Array:
    """The second axis resampled: each place weighs the steps around its middle."""
    length = x.shape[1]
    weights = np.zeros((length * times, length))
    for place in range(length * times):
        middle = (place + 0.5) / times - 0.5
        for step in range(floor(middle) - 6, floor(middle) + 8):
            if 0 <= step < length:
                weights[place, step] = round(kernel(kind, step - middle), 9)
        weights[place] /= weights[place].sum()
    return np.einsum("ps,bs...->bp...", weights, x)


@pytest.mark.parametrize("kind", ["bilinear", "bicubic", "lanczos3", "lanczos5"])
@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_mixed_cell_reads_what_it_says(kind: str, times: int) -> None:
    assert_cells_are_true(
        layer("UpSampling2D", size=(times, 1), interpolation=kind),
        lambda x: enlarged(x, times, kind),
        numbers(1, 7, 2, 1),
    )


def test_moving_numbers_is_free_and_mixing_costs_one_for_each_that_is_mixed() -> None:
    x = Tensor((1, 3, 4, 2))
    assert layer("UpSampling2D")(x).elementwise == 0
    assert layer("ZeroPadding2D")(x).elementwise == 0
    assert layer("UpSampling2D", interpolation="bilinear")(x).elementwise == (6 * 8 * 2) * (2 * 2)
    assert layer("UpSampling2D", interpolation="bicubic")(x).elementwise == (6 * 8 * 2) * (4 * 4)
