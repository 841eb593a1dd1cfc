"""What Keras has beside its layers and what has no rule here, to be named for what it is."""

from __future__ import annotations

from shapeproof.message import Message, closest, say
from shapeproof.rules import keras as rules
from shapeproof.rules.keras import legacy

LAYERS = (
    *("ConvLSTM1DCell", "ConvLSTM2DCell", "ConvLSTM3DCell", "CuDNNGRUCell", "DenseFeatures"),
    *("Highway", "MaxoutDense", "RandomChannelShift", "RandomFourierFeatures", "RandomHeight"),
    *("RandomWidth", "SRU"),
)
"""Layers of Keras, old and internal, that have no rule."""
OPTIMIZERS = (
    *("Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lamb", "Lion"),
    *("LossScaleOptimizer", "MultiOptimizer", "Muon", "Nadam", "RMSprop", "SGD"),
    "ScheduleFreeAdamW",
)
BASES = ("Layer", "Wrapper", "RNNCell")
"""What classes of one's own derive from."""


def from_file() -> Message:
    return say("a model that is loaded from a file is not in this source; give that file instead")


def intended(written: str) -> str:
    """The layer that a call of something unknown may have meant: `Dense` for `Dens(10)`."""
    called = written.partition("(")[0].rpartition(".")[2]
    if not called[:1].isupper():
        return ""
    known = [*rules.FAMILY, *legacy.ALIASES, *LAYERS, "Input", "InputLayer", "Sequential", "Model"]
    return closest(called, known, 0.75)
