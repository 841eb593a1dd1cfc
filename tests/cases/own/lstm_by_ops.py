import keras
import numpy as np
from keras import layers, ops


class MyLSTM(layers.Layer):
    """An LSTM as the equations have it, one gate after the other."""

    def __init__(self, units, return_sequences=False):
        super().__init__()
        self.units = units
        self.return_sequences = return_sequences

    def build(self, input_shape):
        d, h = input_shape[-1], self.units
        for gate in ("i", "f", "o", "c"):
            setattr(self, f"W_{gate}", self.add_weight(shape=(d, h), name=f"W_{gate}"))
            setattr(self, f"U_{gate}", self.add_weight(shape=(h, h), name=f"U_{gate}"))
            setattr(self, f"b_{gate}", self.add_weight(shape=(h,), initializer="zeros", name=f"b_{gate}"))

    def gate(self, name, x, h):
        return (
            ops.matmul(x, getattr(self, f"W_{name}"))
            + ops.matmul(h, getattr(self, f"U_{name}"))
            + getattr(self, f"b_{name}")
        )

    def call(self, inputs):
        batch, steps = inputs.shape[0], inputs.shape[1]
        h = ops.zeros((batch, self.units))
        c = ops.zeros((batch, self.units))
        outputs = []
        for t in range(steps):
            x = inputs[:, t, :]
            i = ops.sigmoid(self.gate("i", x, h))
            f = ops.sigmoid(self.gate("f", x, h))
            o = ops.sigmoid(self.gate("o", x, h))
            c = f * c + i * ops.tanh(self.gate("c", x, h))
            h = o * ops.tanh(c)
            outputs.append(h)
        if self.return_sequences:
            return ops.stack(outputs, axis=1)
        return h


model = keras.Sequential([MyLSTM(8, return_sequences=True), MyLSTM(6), layers.Dense(1)])
model(np.zeros((4, 7, 3), dtype="float32"))
