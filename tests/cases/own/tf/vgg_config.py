import tensorflow as tf
from tensorflow.keras import layers

config = {"B": [8, 8, "M", 16, 16, "M", 32, 32, "M"]}


class VGG(tf.keras.Model):
    def __init__(self, vgg_name, num_classes):
        super().__init__()
        self.conv = self._make_layers(config[vgg_name])
        self.flatten = layers.Flatten()
        self.fc1 = layers.Dense(64, activation="relu")
        self.drop = layers.Dropout(0.5)
        self.fc2 = layers.Dense(num_classes)

    def call(self, x):
        x = self.conv(x)
        x = self.flatten(x)
        return self.fc2(self.drop(self.fc1(x)))

    def _make_layers(self, config):
        layer = []
        for l in config:
            if l == "M":
                layer.append(layers.MaxPool2D(pool_size=2, strides=2))
            else:
                layer.append(layers.Conv2D(l, kernel_size=3, padding="same"))
                layer.append(layers.BatchNormalization())
                layer.append(layers.ReLU())
        return tf.keras.Sequential(layer)


model = VGG("B", 10)
model(tf.keras.Input((32, 32, 3)))
