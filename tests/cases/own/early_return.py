import keras
from keras import layers, ops


class FeatureNet(keras.Model):
    """With or without its top."""

    def __init__(self, include_top=False, classes=6, pooling="avg"):
        super().__init__()
        self.include_top = include_top
        self.pooling = pooling
        self.body = [layers.Conv2D(f, 3, strides=2, activation="relu") for f in (4, 8)]
        self.top = layers.Dense(classes)

    def call(self, x):
        for layer in self.body:
            x = layer(x)
        if not self.include_top:
            if self.pooling == "avg":
                return ops.mean(x, axis=[1, 2])
            elif self.pooling == "max":
                return ops.max(x, axis=[1, 2])
            return x
        return self.top(ops.mean(x, axis=[1, 2]))


backbone = FeatureNet(pooling="max")
inputs = keras.Input((20, 20, 3))
features = backbone(inputs)
model = keras.Model(inputs, layers.Dense(2, name="probe")(features))
