import keras
from keras import layers, ops


class Linear(layers.Layer):
    def __init__(self, units=32, input_dim=32):
        super().__init__()
        self.w = self.add_weight(shape=(input_dim, units), initializer="random_normal")
        self.b = self.add_weight(shape=(units,), initializer="zeros", name="bias")
        self.total = self.add_weight(initializer="zeros", shape=(), trainable=False)

    def call(self, inputs):
        self.total.assign_add(ops.sum(inputs))
        return ops.matmul(inputs, self.w) + self.b


inputs = keras.Input(shape=(12,))
x = Linear(8, 12)(inputs)
x = layers.ReLU()(x)
outputs = Linear(4, 8)(x)
model = keras.Model(inputs, outputs)
