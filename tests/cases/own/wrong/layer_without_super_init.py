# at: Scale
import keras
from keras import layers


class Scale(layers.Layer):
    def __init__(self, factor):
        self.factor = factor

    def call(self, x):
        return x * self.factor


model = keras.Sequential([keras.Input((3,)), layers.Dense(2), Scale(2.0)])  # <-
