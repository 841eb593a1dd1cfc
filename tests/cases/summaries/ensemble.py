import keras
from keras import layers


def member():
    inputs = keras.Input((128,))
    return keras.Model(inputs, layers.Dense(1)(inputs))


inputs = keras.Input((128,))
outputs = layers.average([member()(inputs), member()(inputs), member()(inputs)])
model = keras.Model(inputs, outputs)
