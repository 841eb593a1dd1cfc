"""Every layer that Keras publishes has a rule, or a reason why it has none."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.rules import keras as rules
from shapeproof.rules.keras.legacy import current

keras = pytest.importorskip("keras")

NO_LAYERS = {
    "Layer": "what all layers are made from; it computes nothing by itself",
    "Wrapper": "what layers around a layer are made from; it cannot be called",
    "InputSpec": "what a layer expects of its input, and no layer",
    "InputLayer": "where a model begins; a reader makes it, from the shape that somebody states",
}
UNPUBLISHED = {
    **dict.fromkeys(("LayerScale", "StochasticDepth"), "of keras.applications' ConvNeXt"),
    "CustomScaleLayer": "of keras.applications' InceptionResNetV2",
    **dict.fromkeys(
        ("LocallyConnected1D", "LocallyConnected2D", "ThresholdedReLU"), "Keras 2 had them"
    ),
}
UNDER_WAY: dict[str, str] = {}
"""Layers whose rules are being written, and in which family."""


def published() -> dict[str, Any]:
    return {
        name: found
        for name in dir(keras.layers)
        if isinstance(found := getattr(keras.layers, name), type)
    }


def test_every_layer_has_a_rule_or_a_reason() -> None:
    lacking = {name for name in published() if rules.rule(current(name)) is None}
    assert sorted(lacking - NO_LAYERS.keys()) == sorted(UNDER_WAY)


def test_no_reason_outlives_its_cause() -> None:
    assert NO_LAYERS.keys() <= published().keys()
    assert [name for name in NO_LAYERS if rules.rule(name)] == []


def test_old_names_mean_the_same_layer_here_and_there() -> None:
    for name, layer in published().items():
        if current(name) != name:
            assert layer is getattr(keras.layers, current(name)), name


def test_every_rule_is_of_a_layer_that_keras_publishes_or_has_kept_to_itself() -> None:
    assert set(rules.FAMILY) - published().keys() == set(UNPUBLISHED)
