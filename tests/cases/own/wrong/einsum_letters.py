# at: bilinear.einsum
import keras
from keras import layers, ops


class Bilinear(layers.Layer):
    def build(self, left_shape, right_shape):
        self.w = self.add_weight(shape=(left_shape[-1], right_shape[-1]), name="w")

    def call(self, left, right):
        return ops.einsum("bi,ji,bj->b", left, self.w, right)  # <-


a, b = keras.Input((3,)), keras.Input((5,))
model = keras.Model([a, b], Bilinear(name="bilinear")(a, b))
