import keras
from keras import layers


class MyDense(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), name="w")

    def call(self, x):
        return x @ self.w


class Outer(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = MyDense(4)

    def build(self, input_shape):
        if not self.dense.built:
            self.dense.build(input_shape)
        self.scale = self.add_weight(shape=(self.dense.w.shape[-1],), name="scale")
        super().build(input_shape)

    def call(self, x):
        return self.dense(x) * self.scale


layer = MyDense(5)
layer.build((None, 3))
assert len(layer.weights) == 1 and layer.built
inputs = keras.Input((3,))
model = keras.Model(inputs, Outer()(layer(inputs)))
