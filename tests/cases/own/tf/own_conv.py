import tensorflow as tf
from tensorflow.keras.layers import Layer


class WeightNormConv(Layer):
    def __init__(self, filters, kernel_size=3, strides=1, padding="SAME", **kwargs):
        super(WeightNormConv, self).__init__(**kwargs)
        self.filters, self.kernel_size = filters, kernel_size
        self.strides, self.padding = strides, padding

    def build(self, input_shape):
        k = self.kernel_size
        in_channels = input_shape[-1]
        self.v = self.add_weight("v", [k, k, in_channels, self.filters])
        self.g = self.add_weight("g", [self.filters], initializer=tf.ones_initializer())
        self.b = self.add_weight("b", [self.filters], initializer="zeros")

    def call(self, x):
        kernel = tf.nn.l2_normalize(self.v, axis=[0, 1, 2]) * self.g
        x = tf.nn.conv2d(x, kernel, strides=[1, self.strides, self.strides, 1], padding=self.padding)
        return tf.nn.bias_add(x, self.b)


class PixelShuffle(Layer):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, x):
        return tf.nn.depth_to_space(x, self.factor)


class StochasticDepth(Layer):
    def __init__(self, drop_prob, **kwargs):
        super().__init__(**kwargs)
        self.drop_prob = drop_prob

    def call(self, x, training=None):
        if training:
            keep_prob = 1 - self.drop_prob
            shape = (tf.shape(x)[0],) + (1,) * (len(tf.shape(x)) - 1)
            random_tensor = keep_prob + tf.random.uniform(shape, 0, 1)
            random_tensor = tf.floor(random_tensor)
            return (x / keep_prob) * random_tensor
        return x


inputs = tf.keras.Input((16, 16, 3))
x = WeightNormConv(8, strides=2)(inputs)
x = StochasticDepth(0.2)(x)
x = PixelShuffle(2)(x)
x = WeightNormConv(4, 5, padding="VALID")(x)
model = tf.keras.Model(inputs, x)
