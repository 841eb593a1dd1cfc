"""Old spellings come to today's, and today's stay as they are."""

from typing import Any

import pytest

from shapeproof.rules import keras
from shapeproof.rules.keras.legacy import ALIASES, FUNCTIONS, MODES, current, modern


def renewed(name: str, **arguments: Any) -> dict[str, Any]:
    rule = keras.rule(name)
    assert rule
    return modern(rule.name, arguments, (*rule.parameters, *rule.beside.split()))


@pytest.mark.parametrize("name", [*ALIASES.values(), *FUNCTIONS.values(), *MODES.values()])
def test_what_an_old_name_stands_for_has_a_rule(name: str) -> None:
    rule = keras.rule(name)
    assert rule
    assert rule.name == name


def test_old_names_of_layers() -> None:
    assert current("Convolution2D") == "Conv2D"
    assert current("MaxPool3D") == "MaxPooling3D"
    assert current("GlobalAvgPool1D") == "GlobalAveragePooling1D"
    assert current("CuDNNGRU") == "GRU"
    assert current("CuDNNLSTM") == "LSTM"
    assert current("TimeDistributedDense") == "Dense"
    for rank in (1, 2):
        assert current(f"DepthwiseConvolution{rank}D") == f"DepthwiseConv{rank}D"
        assert current(f"SeparableConvolution{rank}D") == f"SeparableConv{rank}D"
    assert current("Conv2D") == "Conv2D"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (
            "Conv1D",
            {"nb_filter": 7, "filter_length": 3, "border_mode": "same", "subsample_length": 2},
            {"filters": 7, "kernel_size": 3, "padding": "same", "strides": 2},
        ),
        ("Conv1D", {"atrous_rate": 2, "bias": False}, {"dilation_rate": 2, "use_bias": False}),
        ("Conv2D", {"nb_row": 3, "nb_col": 5, "subsample": (2, 1)},
         {"kernel_size": (3, 5), "strides": (2, 1)}),
        ("Conv3D", {"kernel_dim1": 2, "kernel_dim2": 3, "kernel_dim3": 4},
         {"kernel_size": (2, 3, 4)}),
        ("Conv2D", {"dim_ordering": "th"}, {"data_format": "channels_first"}),
        ("Conv2D", {"dim_ordering": "tf"}, {"data_format": "channels_last"}),
        ("Conv2D", {"data_format": "channels_first"}, {"data_format": "channels_first"}),
        ("MaxPooling1D", {"pool_length": 3, "stride": 2}, {"pool_size": 3, "strides": 2}),
        ("Dense", {"output_dim": 5, "init": "uniform", "W_regularizer": None}, {"units": 5}),
        ("LSTM", {"output_dim": 5, "inner_init": "zero", "dropout_W": 0.5}, {"units": 5}),
        ("Embedding", {"output_dim": 5, "input_dim": 9}, {"output_dim": 5, "input_dim": 9}),
        ("Dropout", {"p": 0.5}, {"rate": 0.5}),
        ("GaussianNoise", {"sigma": 0.1}, {"stddev": 0.1}),
        ("Concatenate", {"concat_axis": 1}, {"axis": 1}),
        ("Dot", {"dot_axes": (2, 1)}, {"axes": (2, 1)}),
        ("Dense", {"units": 5, "use_bias": False}, {"units": 5, "use_bias": False}),
        ("Dense", {"foo": 5}, {"foo": 5}),  # for the rule to refuse
    ],
)  # fmt: skip
def test_old_names_of_arguments(name: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    assert renewed(name, **old) == new


def test_functions_that_join_are_called_as_their_layers() -> None:
    assert {name.capitalize(): name for name in FUNCTIONS} == {v: k for k, v in FUNCTIONS.items()}


def test_modes_of_merge_are_those_of_keras_1() -> None:
    joined = {"sum": "Add", "mul": "Multiply", "ave": "Average", "max": "Maximum"}
    assert dict(MODES) == {**joined, "concat": "Concatenate", "dot": "Dot"}
