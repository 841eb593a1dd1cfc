import tensorflow as tf
from tensorflow.keras import layers


class DoubleConv(tf.keras.Model):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = layers.Conv2D(filters, 3, padding="same", activation=tf.nn.relu)
        self.conv2 = layers.Conv2D(filters, 3, padding="same", activation=tf.nn.relu)

    def call(self, x):
        return self.conv2(self.conv1(x))


class UNet(tf.keras.Model):
    def __init__(self, num_classes, filters=(4, 8, 16)):
        super().__init__()
        self.down = [DoubleConv(f) for f in filters]
        self.pool = layers.MaxPool2D((2, 2))
        self.bottleneck = DoubleConv(filters[-1] * 2)
        self.ups = [layers.Conv2DTranspose(f, 2, strides=2) for f in filters[::-1]]
        self.convs = [DoubleConv(f) for f in filters[::-1]]
        self.head = layers.Conv2D(num_classes, 1, activation="softmax")

    def call(self, x):
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
            x = self.pool(x)
        x = self.bottleneck(x)
        for up, conv, skip in zip(self.ups, self.convs, reversed(skips)):
            x = tf.concat([up(x), skip], axis=3)
            x = conv(x)
        return self.head(x)


inputs = tf.keras.Input((32, 32, 1), name="image")
model = tf.keras.Model(inputs, UNet(3)(inputs), name="segmenter")
