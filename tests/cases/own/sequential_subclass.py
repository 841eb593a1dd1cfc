import keras
from keras import layers


class ConvNet(keras.Sequential):
    def __init__(self, filters, num_classes, **kwargs):
        super().__init__(**kwargs)
        self.add(keras.Input((20, 20, 1)))
        for f in filters:
            self.add(layers.Conv2D(f, 3, activation="relu"))
            self.add(layers.MaxPooling2D())
        self.add(layers.Flatten())
        self.add(layers.Dense(num_classes))


class Head(keras.Sequential):
    def __init__(self, units):
        super().__init__([layers.Dense(units, activation="relu"), layers.Dense(1)])


inputs = keras.Input((20, 20, 1))
x = ConvNet([4, 8], 5, name="convnet")(inputs)
model = keras.Model(inputs, Head(6)(x))
