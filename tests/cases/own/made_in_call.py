import keras
from keras import layers


class Careless(keras.Model):
    """Layers made in call are forgotten again, and their weights with them."""

    def __init__(self):
        super().__init__()
        self.first = layers.Dense(8)

    def call(self, x):
        x = self.first(x)
        x = layers.Activation("relu")(x)
        x = layers.Reshape((2, 4))(x)
        return layers.Flatten()(x)


model = Careless()
model.build((None, 5))
