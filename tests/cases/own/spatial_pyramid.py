import keras
from keras import layers, ops


class SpatialPyramidPooling(layers.Layer):
    """Pools into 1x1, 2x2 and 4x4 bins, whatever the image's size."""

    def __init__(self, pool_list, **kwargs):
        super().__init__(**kwargs)
        self.pool_list = pool_list
        self.num_outputs_per_channel = sum([i * i for i in pool_list])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], input_shape[-1] * self.num_outputs_per_channel)

    def call(self, x):
        height, width = x.shape[1], x.shape[2]
        outputs = []
        for num_bins in self.pool_list:
            for iy in range(num_bins):
                for ix in range(num_bins):
                    y1, y2 = iy * height // num_bins, (iy + 1) * height // num_bins
                    x1, x2 = ix * width // num_bins, (ix + 1) * width // num_bins
                    region = x[:, y1:y2, x1:x2, :]
                    outputs.append(ops.max(region, axis=(1, 2)))
        return ops.concatenate(outputs, axis=-1)


class ASPP(layers.Layer):
    def __init__(self, filters=8, rates=(1, 2, 4)):
        super().__init__()
        self.convs = [
            layers.Conv2D(filters, 3 if rate > 1 else 1, padding="same", dilation_rate=rate)
            for rate in rates
        ]
        self.image_pool = layers.Conv2D(filters, 1)
        self.project = layers.Conv2D(filters, 1)

    def call(self, x):
        size = x.shape[1:3]
        found = [conv(x) for conv in self.convs]
        pooled = self.image_pool(ops.mean(x, axis=(1, 2), keepdims=True))
        found.append(ops.image.resize(pooled, size))
        return self.project(ops.concatenate(found, axis=-1))


inputs = keras.Input((16, 16, 3))
x = ASPP()(inputs)
x = SpatialPyramidPooling([1, 2, 4])(x)
model = keras.Model(inputs, layers.Dense(2)(x))
