import keras
from keras import layers, ops


def squash(vectors, axis=-1):
    s = ops.sum(ops.square(vectors), axis, keepdims=True)
    scale = s / (1 + s) / ops.sqrt(s + keras.config.epsilon())
    return scale * vectors


class PrimaryCaps(layers.Layer):
    def __init__(self, dim, channels, kernel_size, strides, **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.conv = layers.Conv2D(dim * channels, kernel_size, strides=strides)

    def call(self, x):
        x = self.conv(x)
        x = ops.reshape(x, (-1, x.shape[1] * x.shape[2] * x.shape[3] // self.dim, self.dim))
        return squash(x)


class CapsuleLayer(layers.Layer):
    def __init__(self, num_capsule, dim_capsule, routings=3, **kwargs):
        super().__init__(**kwargs)
        self.num_capsule = num_capsule
        self.dim_capsule = dim_capsule
        self.routings = routings

    def build(self, input_shape):
        assert len(input_shape) >= 3
        self.input_num_capsule = input_shape[1]
        self.input_dim_capsule = input_shape[2]
        self.W = self.add_weight(
            shape=[self.num_capsule, self.input_num_capsule, self.dim_capsule, self.input_dim_capsule],
            initializer="glorot_uniform",
            name="W",
        )
        self.built = True

    def call(self, inputs, training=None):
        inputs_expand = ops.expand_dims(ops.expand_dims(inputs, 1), -1)
        inputs_hat = ops.squeeze(ops.matmul(self.W, inputs_expand), -1)
        b = ops.zeros((ops.shape(inputs)[0], self.num_capsule, self.input_num_capsule, 1))
        assert self.routings > 0, "The routings should be > 0."
        for i in range(self.routings):
            c = ops.softmax(b, axis=1)
            outputs = squash(ops.sum(c * inputs_hat, axis=2))
            if i < self.routings - 1:
                b += ops.sum(inputs_hat * ops.expand_dims(outputs, 2), axis=-1, keepdims=True)
        return outputs

    def compute_output_shape(self, input_shape):
        return (None, self.num_capsule, self.dim_capsule)


class Length(layers.Layer):
    def call(self, inputs, **kwargs):
        return ops.sqrt(ops.sum(ops.square(inputs), -1) + keras.config.epsilon())


x = layers.Input(shape=(20, 20, 1))
conv1 = layers.Conv2D(8, 5, activation="relu", name="conv1")(x)
primary = PrimaryCaps(4, 2, 5, 2, name="primarycaps")(conv1)
digits = CapsuleLayer(3, 8, name="digitcaps")(primary)
model = keras.Model(x, Length(name="capsnet")(digits))
