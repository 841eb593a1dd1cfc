import keras
from keras import layers, ops


class LayerNormLSTMCell(layers.Layer):
    """Two states: what it puts out, and what it remembers."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.cell = layers.LSTMCell(units)
        self.norm = layers.LayerNormalization()

    @property
    def state_size(self):
        return [self.units, self.units]

    @property
    def output_size(self):
        return self.units

    def build(self, input_shape):
        self.cell.build(input_shape)
        self.norm.build((None, self.units))
        self.built = True

    def call(self, inputs, states):
        outputs, new_states = self.cell(inputs, states)
        return self.norm(outputs), new_states


model = keras.Sequential(
    [
        keras.Input((11, 4)),
        layers.RNN(LayerNormLSTMCell(6), return_sequences=True),
        layers.Bidirectional(layers.LSTM(3)),
        layers.Dense(1),
    ]
)
