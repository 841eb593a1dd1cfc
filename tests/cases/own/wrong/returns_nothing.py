# at: forgetful
import keras
from keras import layers


class Forgetful(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(4)

    def call(self, x):
        x = self.dense(x)


model = keras.Sequential([keras.Input((3,)), Forgetful(name="forgetful"), layers.Dense(2)])  # <-
