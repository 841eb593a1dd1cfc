import keras
from keras import layers

first = keras.Sequential()
first.add(keras.Input((8,)))
first.add(layers.Dense(4))
first.add(layers.Dense(2))
second = keras.Sequential([keras.Input((8,)), layers.Dense(3)])

inputs = keras.Input((5,))
x = layers.Dense(3)(inputs)
y = layers.Dense(3)(inputs)
outputs = layers.Add()([x, y])
model = keras.Model(inputs, outputs)
