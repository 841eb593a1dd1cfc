"""The trick by which people have Keras print a subclass as a functional model."""
import keras
from keras import layers


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(8, activation="relu")
        self.drop = layers.Dropout(0.1)
        self.out = layers.Dense(2)

    def call(self, x, training=False):
        return self.out(self.drop(self.hidden(x), training=training))

    def as_functional(self, shape):
        x = keras.Input(shape=shape)
        return keras.Model(inputs=[x], outputs=self.call(x))


model = Net().as_functional((6,))
model.summary()
