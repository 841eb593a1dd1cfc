"""Layers that a source puts into bytes or adapts once they are made: weights as Keras has them."""

from __future__ import annotations

import os
from typing import Any

import pytest

from shapeproof.message import ShapeproofError
from shapeproof.model import Model
from shapeproof.read import read_text

os.environ.setdefault("KERAS_BACKEND", "jax")
keras = pytest.importorskip("keras")
pytestmark = pytest.mark.filterwarnings("ignore")  # Keras, of each layer that it leaves as it is

HEAD = """
import keras
from keras import Input, Model, Sequential, layers
d = layers.Dense(4)
model = Sequential([Input((5, 6)), d, layers.Dropout(0.1), layers.Dense(3, use_bias=False)])
"""
READ = (
    "model.quantize('int8')",
    "model.quantize(mode='int8')",
    "d.quantize('int8')",
    "model.layers[0].quantize('int8')\nmodel.layers[2].enable_lora(2)",
    "d.enable_lora(2)",
    "d.enable_lora(rank=3)\nmodel.quantize('int8')",
    "model.quantize('int8')\nd.enable_lora(1)",
    "d.trainable = False\nd.enable_lora(2)",
    "for layer in model.layers:\n    if isinstance(layer, layers.Dense):\n"
    "        layer.enable_lora(4)",
    "model = Sequential([Input((5,)), layers.Dense(4, dtype='int8_from_float32')])",
    "model = Sequential([Input((5,)),"
    " layers.Dense(4, dtype=keras.dtype_policies.get('int8_from_mixed_bfloat16'))])",
    "model = Sequential([Input((5,)),"
    " layers.Dense(4, dtype=keras.dtype_policies.QuantizedDTypePolicy('int8', 'bfloat16'))])",
    "inner = Sequential([layers.Dense(2), layers.Dense(2)])\nx = Input((7,))\n"
    "y = layers.TimeDistributed(layers.Dense(5))(layers.Embedding(9, 6)(x))\n"
    "y = layers.Bidirectional(layers.LSTM(4))(layers.MultiHeadAttention(2, 3)(y, y))\n"
    "model = Model(x, inner(inner(layers.Dense(2)(y))))\nmodel.quantize('int8')",
    "x = Input((5, 6))\nmodel = Model(x, layers.GroupQueryAttention(4, 4, 2)(x, x))\n"
    "model.quantize('int8')",
    "model = Sequential([Input((5, 6)), layers.Conv1D(4, 2),"
    " layers.EinsumDense('abc,cd->abd', (None, 3)), layers.EinsumDense('abc,cd->ad', 2)])\n"
    "model.layers[0].enable_lora(3)\nmodel.layers[1].enable_lora(2)\nmodel.quantize('int8')",
    "e = layers.ReversibleEmbedding(9, 6)\nx = Input((7,))\n"
    "model = Model(x, e(e(x), reverse=True))\ne.quantize('int8')",
)


@pytest.mark.parametrize("lines", READ)
def test_weights_are_those_that_keras_keeps(lines: str) -> None:
    keras.utils.clear_session()
    theirs: dict[str, Any] = {}
    exec(HEAD + lines, theirs)
    ours = read_text(HEAD + lines)
    assert not ours.problems
    assert not ours.notes
    model = theirs["model"]
    learns = {id(w) for w in model.trainable_weights}
    weights = [f"{tuple(w.shape)} {w.dtype} {id(w) in learns}" for w in model.weights]
    assert sorted(f"{w.shape} {w.dtype} {w.trainable}" for w in ours.weights) == sorted(weights)
    assert ours.totals.params == model.count_params()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("model.quantize('int4')", "weights in int4 are not read yet; those in int8 are"),
        ("d.quantize('float8')", "weights in float8 are not read yet"),
        ("model.quantize('gptq')", "weights in gptq are not read yet"),
        ("d = layers.Dense(4, dtype='int4_from_float32')", "weights in int4"),
        ("model.quantize(mode)", "how it is quantized by `mode` is not known"),
        ("model.quantize(config=keras.quantizers.Int8QuantizationConfig())", "write its mode"),
        ("model.quantize('int8', filters='dense')", "which of its layers `filters` leaves out"),
        ("layers.Dropout(0.1).quantize('int8')", "Keras cannot quantize Dropout"),
        ("layers.Dropout(0.1).enable_lora(3)", "Keras cannot adapt Dropout"),
        ("d.enable_lora(0.5)", "`lora_rank` must be a whole number, not 0.5"),
        ("s = layers.SpectralNormalization(layers.Dense(3))\nmodel.add(s)\nmodel.quantize('int8')",
         "Keras then keeps both kernels"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told_in_one_line(lines: str, why: str) -> None:
    try:
        model: Model = read_text(HEAD + lines)
        told = [str(problem.message) for problem in model.problems]
    except ShapeproofError as error:
        told = [str(error)]
    assert len(told) == 1
    assert why in told[0]
