import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras.layers import RNN, Dense, Layer


class MinimalRNNCell(Layer):
    def __init__(self, units, **kwargs):
        self.units = units
        self.state_size = units
        super(MinimalRNNCell, self).__init__(**kwargs)

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units),
                                      initializer='uniform',
                                      name='kernel')
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, self.units),
            initializer='uniform',
            name='recurrent_kernel')
        self.built = True

    def call(self, inputs, states):
        prev_output = states[0]
        h = K.dot(inputs, self.kernel)
        output = h + K.dot(prev_output, self.recurrent_kernel)
        return output, [output]


x = tf.keras.Input((None, 5))
y = RNN(MinimalRNNCell(16), return_sequences=True)(x)
y = RNN([MinimalRNNCell(8), MinimalRNNCell(12)])(y)
model = tf.keras.Model(x, Dense(1)(y))
