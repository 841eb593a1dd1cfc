# at: hidden
import keras
from keras import layers


class Tower(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = layers.Dense(4, name="hidden")  # <-

    def call(self, inputs):
        return self.hidden(inputs)


a, b = keras.Input((3,)), keras.Input((5,))
model = keras.Model([a, b], Tower(name="tower")([a, b]))
