import keras
from keras import layers


class Classifier(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Conv2D(4, 3)
        self.second = layers.Conv2D(8, 3)
        self.pool = layers.MaxPooling2D()
        self.flatten = layers.Flatten()

    def call(self, x):
        x = self.pool(self.first(x))
        return self.flatten(self.pool(self.second(x)))


sequence = keras.Input((5, 3), name="sequence")
image = keras.Input((28, 28, 1), name="image")
steps, state, memory = layers.LSTM(4, return_sequences=True, return_state=True)(sequence)
last = layers.LSTM(4, name="last")(steps, initial_state=[state, memory])
model = keras.Model([sequence, image], [last, Classifier()(image)])
