import tensorflow as tf
from tensorflow.keras import layers


class Highway(layers.Layer):
    def build(self, input_shape):
        dim = input_shape.as_list()[-1]
        self.gate = layers.Dense(dim, activation="sigmoid",
                                 bias_initializer=tf.constant_initializer(-2.0))
        self.transform = layers.Dense(dim, activation="relu")
        super(Highway, self).build(input_shape)

    def call(self, x):
        t = self.gate(x)
        return t * self.transform(x) + (1.0 - t) * x


class Maxout(layers.Layer):
    def __init__(self, units, pieces=3):
        super().__init__()
        self.units, self.pieces = units, pieces

    def build(self, input_shape):
        input_dim = int(input_shape[-1])
        self.kernel = self.add_weight("kernel", [input_dim, self.units * self.pieces])
        self.bias = self.add_weight("bias", [self.units * self.pieces], initializer="zeros")

    def call(self, x):
        x = tf.matmul(x, self.kernel) + self.bias
        x = tf.reshape(x, [-1, self.units, self.pieces])
        return tf.reduce_max(x, axis=-1)


inputs = tf.keras.Input((10,))
outputs = Maxout(4)(Highway(name="second")(Highway()(inputs)))
model = tf.keras.Model(inputs, outputs)
