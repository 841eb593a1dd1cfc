# at: linear.matmul
import keras
from keras import layers, ops


class Linear(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self):
        self.w = self.add_weight(shape=(8, self.units), name="w")

    def call(self, x):
        return ops.matmul(x, self.w)  # <-


inputs = keras.Input((6,))
model = keras.Model(inputs, Linear(8, name="linear")(inputs))
