import keras
from keras import layers, ops


class CrossAttention(layers.Layer):
    def __init__(self, dim, **kwargs):
        super().__init__(**kwargs)
        self.dim = dim

    def build(self, q_shape, v_shape):
        self.wq = self.add_weight(shape=(q_shape[-1], self.dim), name="wq")
        self.wk = self.add_weight(shape=(v_shape[-1], self.dim), name="wk")
        self.wv = self.add_weight(shape=(v_shape[-1], self.dim), name="wv")
        self.built = True

    def call(self, q, v):
        query, key, value = q @ self.wq, v @ self.wk, v @ self.wv
        scores = ops.einsum("bqd,bkd->bqk", query, key) / self.dim**0.5
        return ops.einsum("bqk,bkd->bqd", ops.softmax(scores), value)


class Bilinear(layers.Layer):
    def build(self, input_shape):
        left, right = input_shape
        self.kernel = self.add_weight(shape=(left[-1], right[-1]), name="kernel")

    def call(self, inputs):
        left, right = inputs
        return ops.sum(ops.matmul(left, self.kernel) * right, axis=-1, keepdims=True)


q = keras.Input((5, 6), name="q")
v = keras.Input((9, 4), name="v")
x = CrossAttention(8)(q, v)
x = layers.GlobalAveragePooling1D()(x)
y = layers.GlobalAveragePooling1D()(v)
model = keras.Model([q, v], Bilinear()([x, y]))
