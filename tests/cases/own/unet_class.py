import keras
from keras import layers


class DoubleConv(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.steps = keras.Sequential(
            [
                layers.Conv2D(filters, 3, padding="same", activation="relu"),
                layers.Conv2D(filters, 3, padding="same", activation="relu"),
            ]
        )

    def call(self, x):
        return self.steps(x)


class Down(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv = DoubleConv(filters)
        self.pool = layers.MaxPooling2D(2)

    def call(self, x):
        skip = self.conv(x)
        return self.pool(skip), skip


class Up(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.up = layers.Conv2DTranspose(filters, 2, strides=2)
        self.concat = layers.Concatenate()
        self.conv = DoubleConv(filters)

    def call(self, x, skip):
        return self.conv(self.concat([self.up(x), skip]))


class UNet(keras.Model):
    def __init__(self, num_classes, filters=(4, 8, 16)):
        super().__init__()
        self.downs = [Down(f, name=f"down{i}") for i, f in enumerate(filters)]
        self.bottleneck = DoubleConv(filters[-1] * 2, name="bottleneck")
        self.ups = [Up(f, name=f"up{i}") for i, f in enumerate(reversed(filters))]
        self.head = layers.Conv2D(num_classes, 1, activation="softmax", name="head")

    def call(self, x):
        skips = []
        for down in self.downs:
            x, skip = down(x)
            skips.append(skip)
        x = self.bottleneck(x)
        for up, skip in zip(self.ups, skips[::-1]):
            x = up(x, skip)
        return self.head(x)


unet = UNet(3)
inputs = keras.Input((32, 32, 1), name="image")
model = keras.Model(inputs, unet(inputs), name="segmenter")
