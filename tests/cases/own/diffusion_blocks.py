import math

import keras
from keras import layers, ops


class TimeEmbedding(layers.Layer):
    def __init__(self, dim, **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.half_dim = dim // 2
        self.emb = math.log(10000) / (self.half_dim - 1)
        self.emb = ops.exp(ops.arange(self.half_dim, dtype="float32") * -self.emb)

    def call(self, inputs):
        inputs = ops.cast(inputs, "float32")
        emb = inputs[:, None] * self.emb[None, :]
        return ops.concatenate([ops.sin(emb), ops.cos(emb)], axis=-1)


class ResidualBlock(layers.Layer):
    def __init__(self, width, groups=2):
        super().__init__()
        self.width = width
        self.norm1 = layers.GroupNormalization(groups=groups)
        self.norm2 = layers.GroupNormalization(groups=groups)
        self.conv1 = layers.Conv2D(width, 3, padding="same")
        self.conv2 = layers.Conv2D(width, 3, padding="same")
        self.time = layers.Dense(width)

    def build(self, input_shape):
        x_shape, _ = input_shape
        if x_shape[3] == self.width:
            self.shortcut = lambda x: x
        else:
            self.shortcut = layers.Conv2D(self.width, 1)

    def call(self, inputs):
        x, t = inputs
        residual = self.shortcut(x)
        temb = self.time(keras.activations.swish(t))[:, None, None, :]
        x = self.conv1(keras.activations.swish(self.norm1(x)))
        x = layers.Add()([x, temb])
        x = self.conv2(keras.activations.swish(self.norm2(x)))
        return layers.Add()([x, residual])


class UNet(keras.Model):
    def __init__(self, widths=(4, 8)):
        super().__init__()
        self.first = layers.Conv2D(widths[0], 3, padding="same")
        self.time = keras.Sequential([TimeEmbedding(16), layers.Dense(16, activation="swish")])
        self.down = [(ResidualBlock(w), layers.Conv2D(w, 3, 2, padding="same")) for w in widths]
        self.middle = ResidualBlock(widths[-1])
        self.up = [(layers.UpSampling2D(2), ResidualBlock(w)) for w in reversed(widths)]
        self.last = layers.Conv2D(3, 3, padding="same")

    def call(self, image, step):
        t = self.time(step)
        x = self.first(image)
        skips = []
        for block, downsample in self.down:
            x = block([x, t])
            skips.append(x)
            x = downsample(x)
        x = self.middle([x, t])
        for upsample, block in self.up:
            x = upsample(x)
            x = ops.concatenate([x, skips.pop()], axis=-1)
            x = block([x, t])
        return self.last(x)


image, step = keras.Input((8, 8, 3)), keras.Input(())
model = keras.Model([image, step], UNet()(image, step), name="denoiser")
