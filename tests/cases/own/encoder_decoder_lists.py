import keras
from keras import layers, ops


class Encoder(keras.Model):
    def __init__(self, channels):
        super().__init__()
        self.blocks = [layers.Conv2D(c, 3, strides=2, padding="same", activation="relu")
                       for c in channels]

    def call(self, x):
        features = []
        for block in self.blocks:
            x = block(x)
            features.append(x)
        return features


class Decoder(keras.Model):
    def __init__(self, channels):
        super().__init__()
        self.ups = [layers.UpSampling2D(2) for _ in channels]
        self.convs = [layers.Conv2D(c, 3, padding="same", activation="relu") for c in channels]
        self.last = layers.UpSampling2D(2)

    def call(self, features):
        x, *skips = features[::-1]
        for up, conv, skip in zip(self.ups, self.convs, skips):
            x = conv(ops.concatenate([up(x), skip], axis=-1))
        return self.last(x)


class Segmenter(keras.Model):
    def __init__(self, channels=(4, 6, 8), classes=2):
        super().__init__()
        self.encoder = Encoder(channels)
        self.decoder = Decoder(channels[:-1][::-1])
        self.head = layers.Conv2D(classes, 1)

    def call(self, x, training=None, mask=None):
        return self.head(self.decoder(self.encoder(x)))


model = Segmenter()
model.build((None, 32, 48, 3))
