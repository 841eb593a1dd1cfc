import keras
from keras import layers, ops


class Stepper(layers.Layer):
    """Walks along the steps by itself, with a cell and the states that the cell begins with."""

    def __init__(self, units):
        super().__init__()
        self.cell = layers.LSTMCell(units)
        self.rnn = layers.LSTM(units)

    def call(self, x, training=False):
        batch = ops.shape(x)[0]
        h, c = self.cell.get_initial_state(batch_size=batch)
        for t in range(x.shape[1]):
            _, (h, c) = self.cell(x[:, t], [h, c], training=training)
        return h + self.rnn(x, initial_state=self.rnn.get_initial_state(batch))


inputs = keras.Input((4, 3))
model = keras.Model(inputs, Stepper(5)(inputs))
