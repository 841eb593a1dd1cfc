"""What convolutions and pooling cost, counted by hand, and what they leave of a dtype."""

from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.rules.rule import ShapeError, Tensor
from tests.grids.grid import layer

FIRST = {"data_format": "channels_first"}
TWO = {"kernel_size": 2, "filters": 5}


@pytest.mark.parametrize(
    ("name", "arguments", "shape", "macs", "others"),
    [
        # windows x taps x channels x filters; a bias is added to each number that is written
        ("Conv1D", TWO, (9, 4), 8 * 2 * 4 * 5, 8 * 5),
        ("Conv1D", {**TWO, "use_bias": False}, (9, 4), 8 * 2 * 4 * 5, 0),
        ("Conv1D", {**TWO, "activation": "relu"}, (9, 4), 8 * 2 * 4 * 5, 8 * 5 * 2),
        ("Conv1D", {**TWO, "activation": "linear"}, (9, 4), 8 * 2 * 4 * 5, 8 * 5),
        ("Conv1D", {**TWO, "filters": 6, "groups": 2}, (9, 4), 8 * 2 * 2 * 6, 8 * 6),
        # taps on padding count
        ("Conv1D", {**TWO, "padding": "same", "strides": 2}, (9, 4), 5 * 2 * 4 * 5, 5 * 5),
        ("Conv2D", {**TWO, **FIRST}, (3, 4, 6), 3 * 5 * 2 * 2 * 3 * 5, 3 * 5 * 5),
        ("DepthwiseConv1D", {"kernel_size": 2}, (9, 4), 8 * 2 * 4, 8 * 4),
        (
            "DepthwiseConv2D",
            {"kernel_size": 2, "depth_multiplier": 3, "activation": "relu"},
            (4, 6, 3),
            3 * 5 * (2 * 2) * 3 * 3,
            3 * 5 * 9 * 2,
        ),
        # each channel by itself, then all of them at one place
        ("SeparableConv1D", TWO, (9, 4), 8 * (2 * 4 + 4 * 5), 8 * 5),
        (
            "SeparableConv2D",
            {**TWO, "depth_multiplier": 3, "use_bias": False},
            (4, 6, 2),
            3 * 5 * (2 * 2 * 6 + 6 * 5),
            0,
        ),
        ("SeparableConv1D", {**TWO, "activation": "relu"}, (9, 4), 8 * (2 * 4 + 4 * 5), 8 * 5 * 2),
        # each number that is read writes a window
        ("Conv1DTranspose", {**TWO, "activation": "relu"}, (9, 4), 9 * 2 * 4 * 5, 10 * 5 * 2),
        ("Conv1DTranspose", {**TWO, "strides": 3}, (9, 4), 9 * 2 * 4 * 5, 27 * 5),
        ("Conv2DTranspose", {**TWO, "use_bias": False}, (3, 4, 2), 3 * 4 * 2 * 2 * 2 * 5, 0),
        # every number under a window is looked at
        ("MaxPooling1D", {"pool_size": 3}, (9, 4), 0, 3 * 4 * 3),
        ("AveragePooling2D", {"strides": 1}, (4, 6, 3), 0, 3 * 5 * 3 * 4),
        ("MaxPooling2D", FIRST, (3, 4, 6), 0, 2 * 3 * 3 * 4),
        ("GlobalMaxPooling1D", {}, (9, 4), 0, 9 * 4),
        # steps that two windows share are looked at twice
        ("AdaptiveMaxPooling1D", {"output_size": 3}, (9, 4), 0, 9 * 4),
        ("AdaptiveMaxPooling1D", {"output_size": 2}, (9, 4), 0, (5 + 5) * 4),
        ("AdaptiveAveragePooling1D", {"output_size": 4}, (6, 4), 0, (2 + 2 + 2 + 2) * 4),
        ("AdaptiveAveragePooling1D", {"output_size": 5}, (3, 4), 0, (1 + 2 + 1 + 2 + 1) * 4),
        ("AdaptiveMaxPooling2D", {"output_size": (2, 3)}, (4, 5, 3), 0, 4 * (2 + 3 + 2) * 3),
        ("GlobalAveragePooling2D", {"keepdims": True}, (4, 6, 3), 0, 4 * 6 * 3),
    ],
)
def test_products_and_other_operations_are_counted(
    name: str, arguments: dict[str, Any], shape: tuple[int, ...], macs: int, others: int
) -> None:
    one = layer(name, **arguments)
    for batch, times in ((PerExample(1), 1), (8, 8)):
        facts = one(Tensor((batch, *shape)))
        assert (facts.macs, facts.elementwise) == (times * macs, times * others)
        assert facts.flops == times * (2 * macs + others)


@pytest.mark.parametrize("name", ["MaxPooling1D", "GlobalMaxPooling1D", "GlobalAveragePooling1D"])
def test_pooling_keeps_the_dtype_that_it_reads(name: str) -> None:
    [output] = layer(name)(Tensor((PerExample(1), 8, 4), "float16")).outputs
    assert output.dtype == "float16"


@pytest.mark.parametrize("name", ["Conv1D", "Conv2DTranspose", "SeparableConv1D"])
def test_one_filter_is_enough_and_none_is_not(name: str) -> None:
    x = Tensor((PerExample(1), 8, 8, 4) if "2D" in name else (PerExample(1), 8, 4))
    assert layer(name, filters=1, kernel_size=2)(x).outputs[0].shape[-1] == 1
    with pytest.raises(ShapeError, match="at least 1 filter, not 0"):
        layer(name, filters=0, kernel_size=2)(x)


@pytest.mark.parametrize("name", ["DepthwiseConv1D", "SeparableConv1D"])
def test_no_filter_for_a_channel_is_not_enough(name: str) -> None:
    filters = {"filters": 3} if name.startswith("Separable") else {}
    with pytest.raises(ShapeError, match="depth_multiplier must be at least 1"):
        layer(name, kernel_size=2, depth_multiplier=0, **filters)(Tensor((PerExample(1), 8, 4)))
