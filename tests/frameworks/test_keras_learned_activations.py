"""An activation that is a layer brings its weights along: as many as Keras has after a call."""

from __future__ import annotations

import json
import os
from itertools import product
from typing import Any

import pytest

from shapeproof.read import read_text
from shapeproof.read.keras import config, live
from tests.sampling import sampled

os.environ.setdefault("KERAS_BACKEND", "jax")
keras = pytest.importorskip("keras")
pytestmark = pytest.mark.filterwarnings("ignore")

SEQUENCE, IMAGE = (7, 5), (8, 8, 3)
CASES = [
    ("layers.Dense(8, activation={})", (5,)),
    ("layers.Dense(8, activation={})", SEQUENCE),
    ("layers.Dense(8, activation={}, lora_rank=2)", SEQUENCE),
    ("layers.Conv1D(8, 3, activation={})", SEQUENCE),
    ("layers.Conv2D(8, 3, strides=2, padding='same', activation={})", IMAGE),
    ("layers.Conv2DTranspose(4, 3, activation={})", IMAGE),
    ("layers.DepthwiseConv2D(3, activation={})", IMAGE),
    ("layers.SeparableConv2D(4, 3, activation={})", IMAGE),
    ("layers.EinsumDense('abc,cd->abd', (7, 4), activation={})", SEQUENCE),
    ("layers.Activation({})", SEQUENCE),
    ("layers.SimpleRNN(4, activation={})", SEQUENCE),
    ("layers.SimpleRNN(4, activation={}, return_sequences=True, return_state=True)", SEQUENCE),
    ("layers.LSTM(4, recurrent_activation={})", SEQUENCE),
    ("layers.LSTM(4, activation={}, return_sequences=True)", SEQUENCE),
    ("layers.GRU(4, activation={}, go_backwards=True)", SEQUENCE),
    ("layers.GRU(4, recurrent_activation={})", SEQUENCE),
    ("layers.RNN(layers.LSTMCell(4, activation={}))", SEQUENCE),
    ("layers.ConvLSTM1D(4, 3, activation={})", (3, 7, 5)),
    ("layers.ConvLSTM1D(4, 3, activation={}, return_sequences=True)", (3, 7, 5)),
    ("layers.TimeDistributed(layers.Dense(6, activation={}))", SEQUENCE),
    ("layers.Bidirectional(layers.SimpleRNN(4, activation={}, return_sequences=True))", SEQUENCE),
]
ACTIVATIONS = ("layers.PReLU()", "layers.LeakyReLU(0.1)", "layers.PReLU(shared_axes=[1])")


def source(layer: str, shape: tuple[int, ...], activation: str) -> str:
    head = "from keras import Input, Model, layers"
    made = layer.format(activation)
    return f"{head}\nx = Input({shape})\ny = {made}(x)\nmodel = Model(x, y)"


def sizes(weights: Any) -> list[str]:
    return sorted(str(tuple(weight.shape)) for weight in weights)


@pytest.mark.parametrize("case", sampled(product(CASES, ACTIVATIONS), every=11), ids=str)
def test_weights_are_those_that_keras_has_once_it_is_called(case: Any) -> None:
    (layer, shape), activation = case
    text = source(layer, shape, activation)
    theirs: dict[str, Any] = {}
    exec(text, theirs)
    model = theirs["model"]
    model(keras.ops.zeros((2, *shape)))
    saved = config.read(json.loads(model.to_json()))
    for ours in (read_text(text), live.read(model), saved):
        assert not ours.problems
        assert sizes(ours.weights) == sizes(model.weights)
        assert ours.totals.params == ours.totals.trainable + ours.totals.non_trainable
        assert ours.totals.params == model.count_params()


def test_a_live_model_has_the_weights_that_it_has() -> None:
    theirs: dict[str, Any] = {}
    exec(source("layers.Dense(8, activation={})", (5,), "layers.PReLU()"), theirs)
    assert live.read(theirs["model"]).totals.params == theirs["model"].count_params() == 48


def test_it_is_said_that_keras_counts_late() -> None:
    for activation, notes in (("layers.PReLU()", 1), ("layers.LeakyReLU()", 0)):
        ours = read_text(source("layers.Dense(8, activation={})", (5,), activation))
        assert len(ours.notes) == notes
