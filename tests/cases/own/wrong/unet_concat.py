# at: decoder.up0.concat
import keras
from keras import layers


class Encoder(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.convs = [layers.Conv2D(f, 3, padding="same") for f in filters]
        self.pool = layers.MaxPooling2D(2)

    def call(self, x):
        skips = []
        for conv in self.convs:
            x = conv(x)
            skips.append(x)
            x = self.pool(x)
        return x, skips


class Up(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.up = layers.Conv2DTranspose(filters, 2, strides=2)
        self.concat = layers.Concatenate(name="concat")  # <-
        self.conv = layers.Conv2D(filters, 3, padding="same")

    def call(self, x, skip):
        return self.conv(self.concat([self.up(x), skip]))


class Decoder(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.ups = [Up(f, name=f"up{i}") for i, f in enumerate(filters)]

    def call(self, x, skips):
        for up, skip in zip(self.ups, reversed(skips)):
            x = up(x, skip)
        return x


class UNet(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder([4, 8, 16], name="encoder")
        self.decoder = Decoder([16, 8, 4], name="decoder")

    def call(self, x):
        return self.decoder(*self.encoder(x))


model = UNet()
model.build((None, 30, 28, 1))
