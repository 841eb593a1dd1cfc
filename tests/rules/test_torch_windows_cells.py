"""What one number is made of where torch pools, pads and resizes, held against torch itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from shapeproof.rules import torch as rules
from shapeproof.rules.rule import Layer
from tests.rules.perturbing import Array, assert_cells_are_true

torch = pytest.importorskip("torch")
LINE, IMAGE, SMALL = (1, 2, 7), (1, 2, 5, 4), (2, 3, 4)


def computed(call: Callable[[Any], Any]) -> Callable[[Array], Array]:
    """A function of torch as one of arrays; of several outputs, the first."""

    def function(x: Array) -> Array:
        y = call(torch.from_numpy(x))
        return np.asarray(y if isinstance(y, torch.Tensor) else y[0])

    return function


def assert_module(name: str, shape: tuple[int, ...], **arguments: Any) -> None:
    rule = rules.module(name)
    assert rule
    call = computed(getattr(torch.nn, name)(**arguments))
    x = np.random.default_rng(0).normal(size=shape)
    assert_cells_are_true(Layer(rule, arguments), call, x)


def assert_function(name: str, shape: tuple[int, ...], **arguments: Any) -> None:
    rule = rules.function(name)
    assert rule
    function = getattr(torch.nn.functional, name)
    x = np.random.default_rng(0).normal(size=shape)
    call = computed(lambda tensor: function(tensor, **arguments))
    assert_cells_are_true(Layer(rule, arguments), call, x)


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize(("name", "shape"), [("MaxPool1d", LINE), ("AvgPool2d", IMAGE)])
def test_a_window_may_stand_on_padding_and_reach_beyond(
    name: str, shape: tuple[int, ...], ceil_mode: bool
) -> None:
    for settings in ({"padding": 1}, {"stride": 2}, {"padding": 1, "stride": 2}):
        assert_module(name, shape, kernel_size=3, ceil_mode=ceil_mode, **settings)


def test_taps_of_a_window_may_stand_apart() -> None:
    assert_module("MaxPool2d", IMAGE, kernel_size=2, stride=1, dilation=(2, 1))
    assert_module("MaxPool2d", SMALL, kernel_size=(1, 2), return_indices=True)


def test_a_root_of_powers_reads_its_window() -> None:
    assert_module("LPPool2d", IMAGE, norm_type=2, kernel_size=2)


@pytest.mark.parametrize("name", ["AdaptiveMaxPool2d", "AdaptiveAvgPool2d"])
@pytest.mark.parametrize("output_size", [1, (3, 2), (None, 3)])
def test_so_many_windows_lie_evenly(name: str, output_size: Any) -> None:
    assert_module(name, IMAGE, output_size=output_size)


@pytest.mark.parametrize("name", ["Reflection", "Replication", "Circular", "Zero"])
def test_padding_is_made_of_numbers_of_the_tensor(name: str) -> None:
    assert_module(f"{name}Pad1d", LINE, padding=(3, 2))
    assert_module(f"{name}Pad2d", SMALL, padding=(1, -1, -2, 1))


def test_any_axes_may_be_padded() -> None:
    assert_function("pad", SMALL, pad=(1, 0, -1, 2, 1, 1))


@pytest.mark.parametrize("size", [(3, 7), (10, 2), (5, 4), (1, 1)])
@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "area", "bilinear"])
def test_a_resized_number_mixes_its_neighbours(size: tuple[int, int], mode: str) -> None:
    assert_function("interpolate", IMAGE, size=size, mode=mode)


def test_a_bicubic_number_mixes_sixteen() -> None:
    assert_function("interpolate", (1, 1, 4, 5), size=(8, 7), mode="bicubic")


@pytest.mark.parametrize("size", [(3, 7), (9, 1)])
def test_corners_may_stay_what_they_are(size: tuple[int, int]) -> None:
    assert_module("UpsamplingBilinear2d", IMAGE, size=size)


@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_a_factor_says_where_numbers_are_read(mode: str) -> None:
    for factor in (2.0, 1.5, 0.6):
        assert_function("interpolate", LINE, scale_factor=factor, mode=mode)
    assert_function("interpolate", LINE, scale_factor=1.5, mode=mode, recompute_scale_factor=True)


def test_channels_and_places_change_places() -> None:
    assert_module("PixelShuffle", (8, 2, 3), upscale_factor=2)
    assert_module("PixelUnshuffle", (2, 4, 6), downscale_factor=2)
    assert_module("ChannelShuffle", (1, 6, 3), groups=2)


def test_a_column_holds_a_window() -> None:
    assert_module("Unfold", IMAGE, kernel_size=(2, 3), padding=1, stride=(2, 1))
    assert_module("Unfold", SMALL, kernel_size=2, dilation=(1, 2))


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2, 4])
def test_a_number_is_made_of_all_whose_windows_reach_it(stride: int, dilation: int) -> None:
    for taps in (1, 2, 3, 4):
        for padding in (0, 1) if stride < 3 else (0, 2):
            span = (taps - 1) * dilation + 1
            if 3 * stride + span - 2 * padding >= 1:
                assert_transposed((1, 2, 4), (2, 1, taps), stride=stride, dilation=dilation,
                                  padding=padding)  # fmt: skip
    assert_transposed((1, 4, 3), (4, 3, 2), stride=stride, dilation=dilation, groups=2)
    assert_transposed((2, 3), (2, 1, 3), stride=3, output_padding=2, dilation=dilation)
    assert_transposed((1, 2, 3, 2), (2, 2, 2, 3), stride=(stride, 1), padding=(0, 1),
                      dilation=(1, dilation))  # fmt: skip


def assert_transposed(shape: tuple[int, ...], kernel: tuple[int, ...], **arguments: Any) -> None:
    """The module of a kernel (channels read, channels written of a group, taps…), and no bias."""
    rank, random = len(kernel) - 2, np.random.default_rng(0)
    rule = rules.module(f"ConvTranspose{rank}d")
    assert rule
    filters = kernel[1] * arguments.get("groups", 1)
    own = {"in_channels": kernel[0], "out_channels": filters, "kernel_size": kernel[2:]}
    layer = Layer(rule, {**own, **arguments, "bias": False})
    function = getattr(torch.nn.functional, f"conv_transpose{rank}d")

    def call(x: Array, weight: Array) -> Array:
        y = function(torch.from_numpy(x), torch.from_numpy(weight), **arguments)
        return np.asarray(y)

    weights = {"weight": random.normal(size=kernel)}
    assert_cells_are_true(layer, call, random.normal(size=shape), weights)
