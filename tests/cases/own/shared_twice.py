import keras
from keras import layers


class Encoder(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)
        self.norm = layers.BatchNormalization()

    def call(self, x):
        return self.norm(self.dense(x))


class Pair(keras.Model):
    def __init__(self):
        super().__init__()
        self.encode = Encoder(6)
        self.other = Encoder(6)
        self.out = layers.Dense(1)

    def call(self, inputs):
        left, right = inputs
        left, right = self.encode(left), self.encode(right)
        return self.out(layers.concatenate([left, right, self.other(left), self.other(right)]))


a = keras.Input((10,))
b = keras.Input((10,))
pair = Pair()
shared = Encoder(10)
model = keras.Model([a, b], pair([shared(a), shared(b)]))
