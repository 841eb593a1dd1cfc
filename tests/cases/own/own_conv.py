import keras
from keras import layers, ops


class WeightNormConv(layers.Layer):
    def __init__(self, filters, kernel_size=3, strides=1, padding="same", **kwargs):
        super().__init__(**kwargs)
        self.filters, self.kernel_size = filters, kernel_size
        self.strides, self.padding = strides, padding

    def build(self, input_shape):
        k = self.kernel_size
        self.v = self.add_weight(shape=(k, k, input_shape[-1], self.filters), name="v")
        self.g = self.add_weight(shape=(self.filters,), initializer="ones", name="g")
        self.b = self.add_weight(shape=(self.filters,), initializer="zeros", name="b")

    def call(self, x):
        norm = ops.sqrt(ops.sum(ops.square(self.v), axis=(0, 1, 2)))
        kernel = self.v * (self.g / norm)
        x = ops.conv(x, kernel, strides=self.strides, padding=self.padding)
        return x + self.b


class PixelShuffle(layers.Layer):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, x):
        b, h, w, c = x.shape
        r = self.factor
        x = ops.reshape(x, (-1, h, w, r, r, c // (r * r)))
        x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
        return ops.reshape(x, (-1, h * r, w * r, c // (r * r)))


class StochasticDepth(layers.Layer):
    def __init__(self, drop_prob, **kwargs):
        super().__init__(**kwargs)
        self.drop_prob = drop_prob
        self.seed_generator = keras.random.SeedGenerator(1)

    def call(self, x, training=None):
        if training:
            keep_prob = 1 - self.drop_prob
            shape = (ops.shape(x)[0],) + (1,) * (len(x.shape) - 1)
            random_tensor = keep_prob + keras.random.uniform(shape, 0, 1, seed=self.seed_generator)
            random_tensor = ops.floor(random_tensor)
            return (x / keep_prob) * random_tensor
        return x


inputs = keras.Input((16, 16, 3))
x = WeightNormConv(8, strides=2)(inputs)
x = StochasticDepth(0.2)(x)
x = PixelShuffle(2)(x)
x = WeightNormConv(4, 5, padding="valid")(x)
model = keras.Model(inputs, x)
