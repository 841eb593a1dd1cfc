import keras
from keras import layers, ops


class PositionEmbedding(layers.Layer):
    def __init__(self, max_length, initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        if max_length is None:
            raise ValueError("`max_length` must be an Integer, received `None`.")
        self.max_length = int(max_length)
        self.initializer = keras.initializers.get(initializer)

    def build(self, inputs_shape):
        feature_size = inputs_shape[-1]
        self.position_embeddings = self.add_weight(
            name="embeddings", shape=[self.max_length, feature_size],
            initializer=self.initializer, trainable=True,
        )
        self.built = True

    def call(self, inputs, start_index=0):
        shape = ops.shape(inputs)
        feature_length = shape[-1]
        sequence_length = shape[-2]
        position_embeddings = ops.convert_to_tensor(self.position_embeddings)
        position_embeddings = ops.slice(
            position_embeddings, (start_index, 0), (sequence_length, feature_length)
        )
        return ops.broadcast_to(position_embeddings, shape)


class RotaryEmbedding(layers.Layer):
    def __init__(self, max_wavelength=10000, **kwargs):
        super().__init__(**kwargs)
        self.max_wavelength = max_wavelength

    def call(self, x):
        length, dim = x.shape[1], x.shape[-1]
        exponent = ops.arange(0, dim, 2, dtype="float32") / dim
        inverse = 1.0 / (self.max_wavelength**exponent)
        angles = ops.einsum("i,j->ij", ops.arange(length, dtype="float32"), inverse)
        angles = ops.concatenate([angles, angles], axis=-1)
        a, b = ops.split(x, 2, axis=-1)
        rotated = ops.concatenate([-b, a], axis=-1)
        return x * ops.cos(angles) + rotated * ops.sin(angles)


inputs = keras.Input((9, 8))
x = inputs + PositionEmbedding(20)(inputs)
x = RotaryEmbedding()(x)
model = keras.Model(inputs, layers.Dense(3)(x))
