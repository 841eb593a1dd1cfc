import keras
from keras import layers


class Classifier(keras.Model):
    """Built from the inside as a functional model; train_step is its own."""

    def __init__(self, shape, classes, **kwargs):
        inputs = keras.Input(shape)
        x = layers.Conv2D(4, 3, activation="relu")(inputs)
        x = layers.GlobalMaxPooling2D()(x)
        outputs = layers.Dense(classes)(x)
        super().__init__(inputs=inputs, outputs=outputs, **kwargs)
        self.classes = classes

    def train_step(self, data):
        x, y = data
        return super().train_step((x / 255.0, y))


model = Classifier((16, 16, 3), 7, name="classifier")
