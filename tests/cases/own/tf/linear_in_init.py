import tensorflow as tf
from tensorflow import keras


class Linear(keras.layers.Layer):
    def __init__(self, units=32, input_dim=32):
        super(Linear, self).__init__()
        w_init = tf.random_normal_initializer()
        self.w = tf.Variable(
            initial_value=w_init(shape=(input_dim, units), dtype="float32"), trainable=True
        )
        b_init = tf.zeros_initializer()
        self.b = tf.Variable(initial_value=b_init(shape=(units,), dtype="float32"), trainable=True)
        self.total = tf.Variable(initial_value=0.0, trainable=False)

    def call(self, inputs):
        self.total.assign_add(tf.reduce_sum(inputs))
        return tf.matmul(inputs, self.w) + self.b


inputs = keras.Input(shape=(12,))
x = Linear(8, 12)(inputs)
x = keras.layers.ReLU()(x)
outputs = Linear(4, 8)(x)
model = keras.Model(inputs, outputs)
