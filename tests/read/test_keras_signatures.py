"""The arguments that a source may give are those of Keras's own signatures, in its order."""

from __future__ import annotations

import inspect
import os
from typing import Any

import pytest

from shapeproof.message import ShapeproofError
from shapeproof.model import Model
from shapeproof.read.source.keras.entry import read
from shapeproof.read.source.keras.signatures import POSITIONAL, accepted, positional
from shapeproof.rules import keras as rules

os.environ.setdefault("KERAS_BACKEND", "jax")
keras = pytest.importorskip("keras")

LAYERS = [layer for layers in POSITIONAL for layer in layers.split()]
OURS = {f"AveragePooling{rank}D": ("pool_size",) for rank in (1, 2, 3)}
"""Arguments without which Keras 3 makes no layer, and for which we take Keras 2's default."""


@pytest.mark.parametrize("layer", LAYERS)
def test_positional_arguments_are_keras_own(layer: str) -> None:
    assert positional(layer) == tuple(parameters(layer))


@pytest.mark.parametrize("layer", LAYERS)
def test_defaults_are_keras_own(layer: str) -> None:
    rule = rules.rule(layer)
    assert rule
    for name, theirs in parameters(layer).items():
        if name in rule.defaults and name not in OURS.get(layer, ()):
            assert alike(rule.defaults[name], theirs.default), name


@pytest.mark.parametrize("layer", LAYERS)
def test_what_the_rule_takes_is_accepted(layer: str) -> None:
    rule = rules.rule(layer)
    assert rule
    known = accepted(layer)
    assert known is not None
    assert set(rule.parameters) <= set(known)


def test_what_keras_does_not_take_is_refused() -> None:
    for arguments in ("units=3, pool_size=2", "3, depthwise_initializer='zeros'", "3, seed=1"):
        assert refused(f"Dense({arguments})"), arguments
    assert refused("Conv2D(3, 3, depthwise_initializer='zeros')")
    assert refused("Dense(3, units=4)")


def refused(layer: str) -> bool:
    source = f"from keras.layers import *\nfrom keras import Sequential\nm = Sequential([{layer}])"
    try:
        model: Model = read(source, "", "", ())
    except ShapeproofError:
        return False
    return bool(model.problems)


def parameters(layer: str) -> dict[str, inspect.Parameter]:
    every = inspect.signature(getattr(keras.layers, layer).__init__).parameters
    return {
        name: parameter
        for name, parameter in every.items()
        if name != "self" and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    }


def alike(ours: Any, theirs: Any) -> bool:
    """`2` and `(2, 2)` are one; `data_format` is settled where Keras asks its configuration."""
    if isinstance(theirs, tuple):
        flat = {each for part in theirs for each in (part if isinstance(part, tuple) else (part,))}
        return ours is None or flat == {ours} or ours == theirs
    return ours == theirs or (theirs is None and ours == "channels_last")
