import tensorflow as tf
from tensorflow.keras import layers


class MyLayerNorm(layers.Layer):
    def __init__(self, eps=1e-6, **kwargs):
        self.eps = eps
        super().__init__(**kwargs)

    def build(self, input_shape):
        self.gamma = self.add_weight(name="gamma", shape=input_shape[-1:], initializer="ones")
        self.beta = self.add_weight(name="beta", shape=input_shape[-1:], initializer="zeros")
        super().build(input_shape)

    def call(self, x):
        mean = tf.math.reduce_mean(x, axis=-1, keepdims=True)
        std = tf.math.reduce_std(x, axis=-1, keepdims=True)
        return self.gamma * (x - mean) / (std + self.eps) + self.beta


class MyBatchNorm(layers.Layer):
    def build(self, input_shape):
        shape = [input_shape[-1], ]
        self.gamma = self.add_weight(name="gamma", shape=shape, initializer=tf.initializers.ones)
        self.beta = self.add_weight(name="beta", shape=shape, initializer=tf.initializers.zeros)
        self.moving_mean = self.add_weight(name="moving_mean", shape=shape, trainable=False)
        self.moving_var = self.add_weight(name="moving_var", shape=shape, trainable=False)

    @tf.function
    def call(self, inputs, training):
        if training:
            axes = list(range(len(inputs.shape) - 1))
            mean = tf.reduce_mean(inputs, axes, keepdims=True)
            variance = tf.reduce_mean(tf.math.squared_difference(
                inputs, tf.stop_gradient(mean)), axes, keepdims=True)
            self.moving_mean.assign(tf.squeeze(mean))
        else:
            mean, variance = self.moving_mean, self.moving_var
        return tf.nn.batch_normalization(inputs, mean=mean, variance=variance,
                                         offset=self.beta, scale=self.gamma,
                                         variance_epsilon=1e-5)


class MyGroupNorm(layers.Layer):
    def __init__(self, groups=4):
        super().__init__()
        self.groups = groups

    def build(self, shape):
        self.gamma = self.add_weight(name="gamma", shape=(1, 1, 1, shape[-1]))
        self.beta = self.add_weight(name="beta", shape=(1, 1, 1, shape[-1]))

    def call(self, x):
        shape = tf.shape(x)
        n, h, w, c = shape[0], shape[1], shape[2], x.get_shape().as_list()[-1]
        x = tf.reshape(x, [n, h, w, self.groups, c // self.groups])
        mean, var = tf.nn.moments(x, [1, 2, 4], keepdims=True)
        x = (x - mean) / tf.sqrt(var + 1e-5)
        return tf.reshape(x, [n, h, w, c]) * self.gamma + self.beta


inputs = tf.keras.Input((8, 8, 3))
x = layers.Conv2D(8, 3)(inputs)
x = MyBatchNorm()(x)
x = MyGroupNorm()(x)
x = MyLayerNorm(name="ln")(x)
model = tf.keras.Model(inputs, x)
