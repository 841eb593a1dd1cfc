import keras
from keras import layers, ops


class ScaledDense(layers.Dense):
    def __init__(self, units, scale=2.0, **kwargs):
        super().__init__(units, activation="relu", **kwargs)
        self.scale = scale

    def build(self, input_shape):
        super().build(input_shape)
        self.gain = self.add_weight(shape=(self.units,), initializer="ones", name="gain")

    def call(self, inputs):
        return super().call(inputs) * self.scale * self.gain


class ConvSame(layers.Conv2D):
    """A Conv2D with other defaults."""

    def __init__(self, filters, kernel_size=3, **kwargs):
        kwargs.setdefault("padding", "same")
        kwargs.setdefault("use_bias", False)
        super().__init__(filters, kernel_size, **kwargs)


class NormedConv(layers.Conv2D):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.norm = layers.BatchNormalization()

    def call(self, x, training=None):
        return self.norm(super().call(x), training=training)


class SineEmbedding(layers.Embedding):
    def call(self, inputs):
        return ops.sin(super().call(inputs))


class TwoTimesLSTM(layers.LSTM):
    def call(self, sequences, initial_state=None, mask=None, training=False):
        return super().call(sequences, initial_state, mask, training) * 2


image = keras.Input((12, 12, 3))
x = ConvSame(6)(image)
x = NormedConv(5, 3, strides=2)(x)
x = layers.GlobalAveragePooling2D()(x)
words = keras.Input((7,))
y = SineEmbedding(30, 4)(words)
y = TwoTimesLSTM(5)(y)
z = layers.concatenate([x, y])
z = ScaledDense(3)(z)
model = keras.Model([image, words], z)
