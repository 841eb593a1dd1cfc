import keras
from keras import layers, ops


class SEBlock(layers.Layer):
    def __init__(self, ratio=4, **kwargs):
        super().__init__(**kwargs)
        self.ratio = ratio

    def build(self, input_shape):
        channels = input_shape[-1]
        self.squeeze = layers.GlobalAveragePooling2D()
        self.excite = keras.Sequential(
            [
                layers.Dense(channels // self.ratio, activation="relu"),
                layers.Dense(channels, activation="sigmoid"),
                layers.Reshape((1, 1, channels)),
            ]
        )
        super().build(input_shape)

    def call(self, inputs):
        return inputs * self.excite(self.squeeze(inputs))


class ChannelAttention(layers.Layer):
    def __init__(self, ratio=2, **kwargs):
        super(ChannelAttention, self).__init__(**kwargs)
        self.ratio = ratio

    def build(self, input_shape):
        channel = input_shape[-1]
        self.shared_layer_one = layers.Dense(channel // self.ratio, activation="relu")
        self.shared_layer_two = layers.Dense(channel)

    def call(self, x):
        avg = layers.GlobalAveragePooling2D(keepdims=True)(x)
        top = layers.GlobalMaxPooling2D(keepdims=True)(x)
        avg = self.shared_layer_two(self.shared_layer_one(avg))
        top = self.shared_layer_two(self.shared_layer_one(top))
        return ops.multiply(x, ops.sigmoid(ops.add(avg, top)))


class SpatialAttention(layers.Layer):
    def __init__(self, kernel_size=7, **kwargs):
        super().__init__(**kwargs)
        self.conv = layers.Conv2D(1, kernel_size, padding="same", activation="sigmoid", use_bias=False)

    def call(self, x):
        pooled = ops.concatenate(
            [ops.mean(x, axis=-1, keepdims=True), ops.max(x, axis=-1, keepdims=True)], axis=-1
        )
        return x * self.conv(pooled)


class CBAM(layers.Layer):
    def __init__(self, ratio=2, kernel_size=7):
        super().__init__()
        self.channel = ChannelAttention(ratio)
        self.spatial = SpatialAttention(kernel_size)

    def call(self, x):
        return self.spatial(self.channel(x))


model = keras.Sequential(
    [
        keras.Input((16, 16, 3)),
        layers.Conv2D(8, 3, padding="same"),
        SEBlock(),
        layers.Conv2D(12, 3, padding="same"),
        CBAM(),
        layers.GlobalAveragePooling2D(),
        layers.Dense(2),
    ]
)
