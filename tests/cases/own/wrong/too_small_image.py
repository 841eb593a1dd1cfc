# at: trunk.conv3
import keras
from keras import layers


class Trunk(layers.Layer):
    def __init__(self, depth, **kwargs):
        super().__init__(**kwargs)
        self.depth = depth
        for i in range(depth):
            setattr(self, f"conv{i}", layers.Conv2D(4, 3, name=f"conv{i}"))  # <-
            setattr(self, f"pool{i}", layers.MaxPooling2D(2, name=f"pool{i}"))

    def call(self, x):
        for i in range(self.depth):
            x = getattr(self, f"pool{i}")(getattr(self, f"conv{i}")(x))
        return x


inputs = keras.Input((32, 32, 3))
model = keras.Model(inputs, Trunk(6, name="trunk")(inputs))
