import numpy as np
import tensorflow as tf


class MyLSTM(tf.keras.layers.Layer):
    def __init__(self, units, return_sequences=False):
        super().__init__()
        self.units = units
        self.return_sequences = return_sequences

    def build(self, input_shape):
        d, h = input_shape[-1], self.units
        for gate in "ifoc":
            setattr(self, "W_" + gate, self.add_weight("W_" + gate, (d, h)))
            setattr(self, "U_" + gate, self.add_weight("U_" + gate, (h, h)))
            setattr(self, "b_" + gate, self.add_weight("b_" + gate, (h,), initializer="zeros"))

    def call(self, inputs):
        batch = tf.shape(inputs)[0]
        h = tf.zeros((batch, self.units))
        c = tf.zeros((batch, self.units))
        outputs = []
        for x in tf.unstack(inputs, axis=1):
            i = tf.sigmoid(x @ self.W_i + h @ self.U_i + self.b_i)
            f = tf.sigmoid(x @ self.W_f + h @ self.U_f + self.b_f)
            o = tf.sigmoid(x @ self.W_o + h @ self.U_o + self.b_o)
            g = tf.tanh(x @ self.W_c + h @ self.U_c + self.b_c)
            c = f * c + i * g
            h = o * tf.tanh(c)
            outputs.append(h)
        if self.return_sequences:
            return tf.stack(outputs, axis=1)
        return h


model = tf.keras.Sequential([MyLSTM(8, return_sequences=True), MyLSTM(6), tf.keras.layers.Dense(1)])
model(np.zeros((4, 7, 3), dtype="float32"))
