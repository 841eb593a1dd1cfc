from dataclasses import dataclass

import keras
from keras import layers


@dataclass
class BlockConfig:
    filters: int
    strides: int = 1
    expansion: int = 4
    repeats: int = 1


def make_divisible(value, divisor=8):
    return max(divisor, int(value + divisor / 2) // divisor * divisor)


class InvertedResidual(layers.Layer):
    def __init__(self, config: BlockConfig, first=True, **kwargs):
        super().__init__(**kwargs)
        self.config = config
        self.strides = config.strides if first else 1

    def build(self, input_shape):
        channels = input_shape[-1]
        self.expand = layers.Conv2D(channels * self.config.expansion, 1, use_bias=False)
        self.bn_expand = layers.BatchNormalization()
        self.depthwise = layers.DepthwiseConv2D(3, self.strides, padding="same", use_bias=False)
        self.bn_depth = layers.BatchNormalization()
        self.project = layers.Conv2D(make_divisible(self.config.filters), 1, use_bias=False)
        self.bn_project = layers.BatchNormalization()
        self.use_residual = self.strides == 1 and channels == make_divisible(self.config.filters)
        self.built = True

    def call(self, inputs):
        x = layers.ReLU(6.0)(self.bn_expand(self.expand(inputs)))
        x = layers.ReLU(6.0)(self.bn_depth(self.depthwise(x)))
        x = self.bn_project(self.project(x))
        return inputs + x if self.use_residual else x


class MobileNet(keras.Model):
    CONFIG = [BlockConfig(8), BlockConfig(16, strides=2, repeats=2), BlockConfig(24, 2, 3)]

    def __init__(self, classes=4, **kwargs):
        super().__init__(**kwargs)
        self.stem = layers.Conv2D(8, 3, 2, padding="same")
        self.blocks = [
            InvertedResidual(config, first=i == 0)
            for config in self.CONFIG
            for i in range(config.repeats)
        ]
        self.pool = layers.GlobalAveragePooling2D(keepdims=True)
        self.out = layers.Conv2D(classes, 1)
        self.flatten = layers.Flatten()

    def call(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.flatten(self.out(self.pool(x)))


model = MobileNet()
model.build(input_shape=(None, 48, 48, 3))
