import keras
import numpy as np
from keras import layers, ops


class AddCoords(layers.Layer):
    """CoordConv: two channels that say where a pixel is."""

    def call(self, x):
        batch, height, width = ops.shape(x)[0], ops.shape(x)[1], ops.shape(x)[2]
        rows = ops.linspace(-1.0, 1.0, height)
        columns = ops.linspace(-1.0, 1.0, width)
        grid = ops.stack(ops.meshgrid(rows, columns, indexing="ij"), axis=-1)
        grid = ops.tile(ops.expand_dims(grid, 0), (batch, 1, 1, 1))
        return ops.concatenate([x, ops.cast(grid, x.dtype)], axis=-1)


class FourierFeatures(layers.Layer):
    def __init__(self, size, scale=10.0, **kwargs):
        super().__init__(**kwargs)
        self.size, self.scale = size, scale

    def build(self, input_shape):
        self.b = self.add_weight(
            shape=(input_shape[-1], self.size), trainable=False, name="frequencies",
            initializer=keras.initializers.RandomNormal(stddev=self.scale),
        )

    def call(self, x):
        x = 2 * np.pi * ops.matmul(x, self.b)
        return ops.concatenate([ops.sin(x), ops.cos(x)], axis=-1)


inputs = keras.Input((10, 14, 3))
x = AddCoords()(inputs)
x = FourierFeatures(6)(x)
x = layers.Conv2D(4, 3)(x)
model = keras.Model(inputs, x)
