"""An own layer first in a Sequential model, with its input shape in the old way."""
import keras
from keras import layers, ops


class Standardize(layers.Layer):
    def __init__(self, mean=0.0, std=1.0, **kwargs):
        super().__init__(**kwargs)
        self.mean, self.std = mean, std

    def call(self, x):
        return (x - self.mean) / self.std


class Linear(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        last_dim = input_shape[-1]
        self.w = self.add_weight(shape=(last_dim, self.units), name="w")
        self.b = self.add_weight(shape=(self.units,), name="b")
        self.built = True

    def call(self, x):
        return x @ self.w + self.b


model = keras.Sequential()
model.add(layers.Input(shape=(9,)))
model.add(Standardize(2.0, 3.0))
for units in [8, 4]:
    model.add(Linear(units))
    model.add(layers.Activation("tanh"))
model.add(Linear(1, name="out"))
