import keras
from keras import layers, ops


class MyLayerNorm(layers.Layer):
    def __init__(self, eps=1e-6, **kwargs):
        self.eps = eps
        super().__init__(**kwargs)

    def build(self, input_shape):
        self.gamma = self.add_weight(name="gamma", shape=input_shape[-1:], initializer="ones")
        self.beta = self.add_weight(name="beta", shape=input_shape[-1:], initializer="zeros")
        super().build(input_shape)

    def call(self, x):
        mean = ops.mean(x, axis=-1, keepdims=True)
        std = ops.std(x, axis=-1, keepdims=True)
        return self.gamma * (x - mean) / (std + self.eps) + self.beta


class MyBatchNorm(layers.Layer):
    def __init__(self, momentum=0.9, epsilon=1e-5):
        super().__init__()
        self.momentum, self.epsilon = momentum, epsilon

    def build(self, input_shape):
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(shape, "ones", name="gamma")
        self.beta = self.add_weight(shape, "zeros", name="beta")
        self.moving_mean = self.add_weight(shape, "zeros", trainable=False, name="moving_mean")
        self.moving_var = self.add_weight(shape, "ones", trainable=False, name="moving_var")

    def call(self, x, training=False):
        axes = list(range(len(x.shape) - 1))
        if training:
            mean, var = ops.moments(x, axes=axes)
            self.moving_mean.assign(self.momentum * self.moving_mean + (1 - self.momentum) * mean)
            self.moving_var.assign(self.momentum * self.moving_var + (1 - self.momentum) * var)
        else:
            mean, var = self.moving_mean, self.moving_var
        return self.gamma * (x - mean) * ops.rsqrt(var + self.epsilon) + self.beta


class MyGroupNorm(layers.Layer):
    def __init__(self, groups=4):
        super().__init__()
        self.groups = groups

    def build(self, shape):
        self.gamma = self.add_weight(shape=(1, 1, 1, shape[-1]), initializer="ones")
        self.beta = self.add_weight(shape=(1, 1, 1, shape[-1]), initializer="zeros")

    def call(self, x):
        n, h, w, c = ops.shape(x)
        x = ops.reshape(x, (n, h, w, self.groups, c // self.groups))
        mean, var = ops.moments(x, axes=(1, 2, 4), keepdims=True)
        x = (x - mean) / ops.sqrt(var + 1e-5)
        return ops.reshape(x, (n, h, w, c)) * self.gamma + self.beta


inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(8, 3)(inputs)
x = MyBatchNorm()(x)
x = MyGroupNorm()(x)
x = MyLayerNorm(name="ln")(x)
model = keras.Model(inputs, x)
