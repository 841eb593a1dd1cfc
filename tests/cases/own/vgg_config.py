import keras
from keras import layers

CONFIG = {
    "A": [8, "M", 16, "M", 32, 32, "M"],
    "B": [8, 8, "M", 16, 16, "M", 32, 32, "M"],
}


class VGG(keras.Model):
    def __init__(self, name, num_classes=10):
        super().__init__(name=name)
        self.features = self._make_layers(CONFIG[name])
        self.flatten = layers.Flatten()
        self.classifier = keras.Sequential(
            [
                layers.Dense(64, activation="relu"),
                layers.Dropout(0.5),
                layers.Dense(num_classes),
            ],
            name="classifier",
        )

    def _make_layers(self, config):
        found = []
        for value in config:
            if value == "M":
                found.append(layers.MaxPooling2D())
            else:
                found += [
                    layers.Conv2D(value, 3, padding="same"),
                    layers.BatchNormalization(),
                    layers.ReLU(),
                ]
        return keras.Sequential(found, name="features")

    def call(self, x):
        return self.classifier(self.flatten(self.features(x)))


model = VGG("B")
out = model(keras.Input((32, 32, 3)))
print(out.shape)
