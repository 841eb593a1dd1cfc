import tensorflow as tf
from tensorflow.keras import layers


class SpatialPyramidPooling(layers.Layer):
    def __init__(self, pool_list, **kwargs):
        super().__init__(**kwargs)
        self.pool_list = pool_list

    def call(self, x):
        _, height, width, _ = x.get_shape().as_list()
        outputs = []
        for bins in self.pool_list:
            for iy in range(bins):
                for ix in range(bins):
                    rows = slice(iy * height // bins, (iy + 1) * height // bins)
                    columns = slice(ix * width // bins, (ix + 1) * width // bins)
                    outputs.append(tf.reduce_max(x[:, rows, columns], axis=[1, 2]))
        return tf.concat(outputs, axis=-1)


class ASPP(tf.keras.Model):
    def __init__(self, filters=8, rates=(1, 2, 4)):
        super(ASPP, self).__init__()
        self.convs = []
        for rate in rates:
            size = 3 if rate > 1 else 1
            self.convs.append(layers.Conv2D(filters, size, padding="same", dilation_rate=rate))
        self.image_pool = layers.Conv2D(filters, 1)
        self.project = layers.Conv2D(filters, 1)

    def call(self, x):
        size = tf.shape(x)[1:3]
        found = [conv(x) for conv in self.convs]
        pooled = self.image_pool(tf.reduce_mean(x, axis=[1, 2], keepdims=True))
        found.append(tf.image.resize(pooled, size))
        return self.project(tf.concat(found, -1))


inputs = tf.keras.Input((16, 16, 3))
x = ASPP()(inputs)
x = SpatialPyramidPooling([1, 2, 4])(x)
model = tf.keras.Model(inputs, layers.Dense(2)(x))
