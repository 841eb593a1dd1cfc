# at: encoder.rnn
import keras
from keras import layers


class Encoder(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.flatten = layers.Flatten()
        self.rnn = layers.LSTM(units, name="rnn")  # <-

    def call(self, x):
        return self.rnn(self.flatten(x))


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder(4, name="encoder")

    def call(self, x):
        return self.encoder(x)


model = Net()
model.build((None, 7, 3))
