# at: block
import keras
from keras import layers


class Block(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(units)
        self.norm = layers.BatchNormalization()

    def call(self, x):
        return self.nrom(self.dense(x))  # <-


inputs = keras.Input((6,))
x = keras.Sequential([Block(4, name="block")], name="net")(inputs)
model = keras.Model(inputs, x)
