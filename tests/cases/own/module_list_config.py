import json

import keras
from keras import layers

CONFIG = json.loads('{"layers": [{"type": "conv", "filters": 4}, {"type": "pool"}, '
                    '{"type": "conv", "filters": 8, "kernel": 1}], "classes": 3}')


class FromConfig(keras.Model):
    TYPES = {
        "conv": lambda filters, kernel=3: layers.Conv2D(filters, kernel, activation="relu"),
        "pool": lambda size=2: layers.MaxPooling2D(size),
    }

    def __init__(self, config):
        super().__init__()
        self.steps = []
        for entry in config["layers"]:
            entry = dict(entry)
            kind = entry.pop("type")
            layer = self.TYPES[kind](**entry)
            self.steps.append(layer)
        self.flatten = layers.Flatten()
        self.head = layers.Dense(config["classes"])

    def call(self, x):
        for step in self.steps:
            x = step(x)
        return self.head(self.flatten(x))


model = FromConfig(CONFIG)
model.build((None, 12, 12, 1))
