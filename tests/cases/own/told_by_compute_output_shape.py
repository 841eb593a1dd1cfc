import keras
from keras import layers


class Probe(layers.Layer):
    """Asks the layers inside what they give before it is built."""

    def __init__(self, units):
        super().__init__()
        self.conv = layers.Conv2D(4, 3, strides=2)
        self.units = units

    def build(self, input_shape):
        batch, height, width, channels = self.conv.compute_output_shape(input_shape)
        self.conv.build(input_shape)
        self.kernel = self.add_weight(shape=(height * width * channels, self.units), name="kernel")

    def call(self, x):
        x = self.conv(x)
        return keras.ops.reshape(x, (keras.ops.shape(x)[0], -1)) @ self.kernel


inputs = keras.Input((11, 9, 2))
model = keras.Model(inputs, Probe(3)(inputs))
