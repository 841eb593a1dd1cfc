import keras
from keras import layers


class ResidualBlock(layers.Layer):
    """Two convolutions, and a shortcut that is projected where the channels change."""

    def __init__(self, filters, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.strides = strides
        self.conv1 = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)
        self.bn1 = layers.BatchNormalization()
        self.conv2 = layers.Conv2D(filters, 3, padding="same", use_bias=False)
        self.bn2 = layers.BatchNormalization()
        self.projection = None

    def build(self, input_shape):
        if self.strides != 1 or input_shape[-1] != self.filters:
            self.projection = layers.Conv2D(self.filters, 1, strides=self.strides)
            self.projection.build(input_shape)
        super().build(input_shape)

    def call(self, x, training=None):
        shortcut = x
        x = keras.activations.relu(self.bn1(self.conv1(x), training=training))
        x = self.bn2(self.conv2(x), training=training)
        if self.projection is not None:
            shortcut = self.projection(shortcut)
        return keras.activations.relu(x + shortcut)


class SmallResNet(keras.Model):
    def __init__(self, num_classes=10, widths=(8, 16), depth=2):
        super().__init__()
        self.stem = layers.Conv2D(widths[0], 3, padding="same")
        self.blocks = []
        for i, width in enumerate(widths):
            for j in range(depth):
                strides = 2 if i > 0 and j == 0 else 1
                self.blocks.append(ResidualBlock(width, strides, name=f"block{i}_{j}"))
        self.pool = layers.GlobalAveragePooling2D()
        self.classifier = layers.Dense(num_classes, activation="softmax")

    def call(self, inputs, training=False):
        x = self.stem(inputs)
        for block in self.blocks:
            x = block(x, training=training)
        return self.classifier(self.pool(x))


model = SmallResNet()
model.build((None, 32, 32, 3))
model.summary()
