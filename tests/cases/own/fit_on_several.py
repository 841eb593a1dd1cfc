import keras
import numpy as np
from keras import layers


class Net(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.body = keras.Sequential([layers.Conv2D(4, 3), layers.Flatten()])
        self.out = layers.Dense(classes)

    def call(self, x, training=False):
        return self.out(self.body(x))


class Trainer:
    def __init__(self, **settings):
        self.model = Net(**settings)
        self.model.compile("adam", "mse")

    def run(self, images, labels):
        return self.model.fit(images, labels, epochs=2)


trainer = Trainer(classes=3)
trainer.run(np.zeros((10, 14, 14, 1), "float32"), np.zeros((10, 3)))
model = trainer.model
