# at: features.conv2d_1
import keras
from keras import layers


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.features = keras.Sequential(
            [
                layers.Conv2D(4, 3),
                layers.Flatten(),
                layers.Conv2D(8, 3),  # <-
            ],
            name="features",
        )
        self.head = layers.Dense(2)

    def call(self, x):
        return self.head(self.features(x))


model = Net()
model.build((None, 10, 10, 1))
