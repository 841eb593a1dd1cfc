import keras
from keras import layers, ops


class Hourglass(layers.Layer):
    """An hourglass inside an hourglass, as deep as it is told."""

    def __init__(self, depth, filters, **kwargs):
        super().__init__(**kwargs)
        self.up = layers.Conv2D(filters, 3, padding="same")
        self.pool = layers.MaxPooling2D()
        self.low1 = layers.Conv2D(filters, 3, padding="same")
        if depth > 1:
            self.low2 = Hourglass(depth - 1, filters, name=f"depth{depth - 1}")
        else:
            self.low2 = layers.Conv2D(filters, 3, padding="same")
        self.upsample = layers.UpSampling2D()

    def call(self, x):
        up = self.up(x)
        low = self.low2(self.low1(self.pool(x)))
        return up + self.upsample(low)


model = keras.Sequential([keras.Input((16, 16, 4)), Hourglass(3, 4, name="hourglass")])
