import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras import initializers, layers, models


def squash(vectors, axis=-1):
    s_squared_norm = tf.reduce_sum(tf.square(vectors), axis, keepdims=True)
    scale = s_squared_norm / (1 + s_squared_norm) / tf.sqrt(s_squared_norm + K.epsilon())
    return scale * vectors


class PrimaryCaps(layers.Layer):
    def __init__(self, dim, channels, kernel_size, strides, **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.conv = layers.Conv2D(dim * channels, kernel_size, strides=strides)

    def call(self, x):
        x = self.conv(x)
        x = tf.reshape(x, [-1, x.shape[1] * x.shape[2] * x.shape[3] // self.dim, self.dim])
        return squash(x)


class CapsuleLayer(layers.Layer):
    def __init__(self, num_capsule, dim_capsule, routings=3, kernel_initializer="glorot_uniform", **kwargs):
        super(CapsuleLayer, self).__init__(**kwargs)
        self.num_capsule = num_capsule
        self.dim_capsule = dim_capsule
        self.routings = routings
        self.kernel_initializer = initializers.get(kernel_initializer)

    def build(self, input_shape):
        self.input_num_capsule = input_shape[1]
        self.input_dim_capsule = input_shape[2]
        self.W = self.add_weight(shape=[self.num_capsule, self.input_num_capsule,
                                        self.dim_capsule, self.input_dim_capsule],
                                 initializer=self.kernel_initializer,
                                 name="W")
        self.built = True

    def call(self, inputs, training=None):
        inputs_expand = tf.expand_dims(inputs, 1)
        inputs_tiled = tf.tile(inputs_expand, [1, self.num_capsule, 1, 1])
        inputs_tiled = tf.expand_dims(inputs_tiled, 4)
        inputs_hat = tf.matmul(self.W, inputs_tiled)
        b = tf.zeros(shape=[tf.shape(inputs_hat)[0], self.num_capsule, self.input_num_capsule, 1, 1])
        for i in range(self.routings):
            c = layers.Softmax(axis=1)(b)
            outputs = tf.multiply(c, inputs_hat)
            outputs = tf.reduce_sum(outputs, axis=2, keepdims=True)
            outputs = squash(outputs, axis=-2)
            if i < self.routings - 1:
                outputs_tiled = tf.tile(outputs, [1, 1, self.input_num_capsule, 1, 1])
                agreement = tf.matmul(inputs_hat, outputs_tiled, transpose_a=True)
                b = tf.add(b, agreement)
        return tf.squeeze(outputs, [2, 4])


class Length(layers.Layer):
    def call(self, inputs, **kwargs):
        return tf.sqrt(tf.reduce_sum(tf.square(inputs), -1) + K.epsilon())


x = layers.Input(shape=(20, 20, 1))
conv1 = layers.Conv2D(8, 5, activation="relu", name="conv1")(x)
primarycaps = PrimaryCaps(4, 2, 5, 2, name="primarycaps")(conv1)
digitcaps = CapsuleLayer(num_capsule=3, dim_capsule=8, routings=3, name="digitcaps")(primarycaps)
out_caps = Length(name="capsnet")(digitcaps)
model = models.Model(x, out_caps)
