import keras
from keras import layers, ops


def window_partition(x, window_size):
    _, height, width, channels = x.shape
    patch_num_y = height // window_size
    patch_num_x = width // window_size
    x = ops.reshape(x, (-1, patch_num_y, window_size, patch_num_x, window_size, channels))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    return ops.reshape(x, (-1, window_size, window_size, channels))


def window_reverse(windows, window_size, height, width, channels):
    patch_num_y = height // window_size
    patch_num_x = width // window_size
    x = ops.reshape(windows, (-1, patch_num_y, patch_num_x, window_size, window_size, channels))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    return ops.reshape(x, (-1, height, width, channels))


class WindowAttention(layers.Layer):
    def __init__(self, dim, window_size, num_heads, **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.window_size = window_size
        self.num_heads = num_heads
        self.scale = (dim // num_heads) ** -0.5
        self.qkv = layers.Dense(dim * 3, use_bias=True)
        self.proj = layers.Dense(dim)
        n = (2 * window_size - 1) * (2 * window_size - 1)
        self.relative_position_bias_table = self.add_weight(
            shape=(n, num_heads), initializer="zeros", trainable=True, name="bias_table"
        )

    def call(self, x):
        _, size, channels = x.shape
        head_dim = channels // self.num_heads
        x_qkv = self.qkv(x)
        x_qkv = ops.reshape(x_qkv, (-1, size, 3, self.num_heads, head_dim))
        x_qkv = ops.transpose(x_qkv, (2, 0, 3, 1, 4))
        q, k, v = x_qkv[0], x_qkv[1], x_qkv[2]
        q = q * self.scale
        k = ops.transpose(k, (0, 1, 3, 2))
        attn = q @ k
        attn = keras.activations.softmax(attn, axis=-1)
        x_qkv = attn @ v
        x_qkv = ops.transpose(x_qkv, (0, 2, 1, 3))
        x_qkv = ops.reshape(x_qkv, (-1, size, channels))
        return self.proj(x_qkv)


class SwinBlock(layers.Layer):
    def __init__(self, dim, patches, num_heads, window_size=4, shift_size=0, num_mlp=32, **kwargs):
        super().__init__(**kwargs)
        self.dim, self.num_patch = dim, patches
        self.window_size, self.shift_size = window_size, shift_size
        self.norm1 = layers.LayerNormalization(epsilon=1e-5)
        self.attn = WindowAttention(dim, window_size, num_heads)
        self.norm2 = layers.LayerNormalization(epsilon=1e-5)
        self.mlp = keras.Sequential([layers.Dense(num_mlp, activation="gelu"), layers.Dense(dim)])
        if min(self.num_patch) < self.window_size:
            self.shift_size = 0
            self.window_size = min(self.num_patch)

    def call(self, x, training=False):
        height, width = self.num_patch
        _, _, channels = x.shape
        x_skip = x
        x = ops.reshape(self.norm1(x), (-1, height, width, channels))
        if self.shift_size > 0:
            shifted_x = ops.roll(x, shift=[-self.shift_size, -self.shift_size], axis=[1, 2])
        else:
            shifted_x = x
        windows = window_partition(shifted_x, self.window_size)
        windows = ops.reshape(windows, (-1, self.window_size * self.window_size, channels))
        attn = ops.reshape(self.attn(windows), (-1, self.window_size, self.window_size, channels))
        x = window_reverse(attn, self.window_size, height, width, channels)
        x = ops.reshape(x, (-1, height * width, channels))
        x = x_skip + x
        return x + self.mlp(self.norm2(x))


inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(8, 1)(inputs)
x = layers.Reshape((64, 8))(x)
x = SwinBlock(8, (8, 8), 2)(x)
x = SwinBlock(8, (8, 8), 2, shift_size=2)(x)
x = layers.GlobalAveragePooling1D()(x)
model = keras.Model(inputs, layers.Dense(4)(x))
