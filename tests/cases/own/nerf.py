# --input None,3 --input None,3
import keras
import numpy as np
from keras import layers, ops


class NeRF(keras.Model):
    def __init__(self, depth=4, width=16, skip=2, freqs_xyz=3, freqs_dir=2):
        super().__init__()
        self.skip = skip
        self.freqs_xyz, self.freqs_dir = freqs_xyz, freqs_dir
        self.hidden = [layers.Dense(width, activation="relu") for _ in range(depth)]
        self.sigma = layers.Dense(1)
        self.bottleneck = layers.Dense(width)
        self.view = layers.Dense(width // 2, activation="relu")
        self.rgb = layers.Dense(3, activation="sigmoid")

    @staticmethod
    def encode(x, count):
        parts = [x]
        for i in range(count):
            for function in (ops.sin, ops.cos):
                parts.append(function(2.0**i * np.pi * x))
        return ops.concatenate(parts, axis=-1)

    def call(self, position, direction):
        x = start = self.encode(position, self.freqs_xyz)
        for i, layer in enumerate(self.hidden):
            x = layer(x)
            if i == self.skip:
                x = ops.concatenate([x, start], -1)
        sigma = self.sigma(x)
        y = ops.concatenate([self.bottleneck(x), self.encode(direction, self.freqs_dir)], -1)
        return ops.concatenate([self.rgb(self.view(y)), sigma], axis=-1)


model = NeRF()
