import keras
from keras import layers

block = keras.Sequential([layers.Dense(8), layers.ReLU()])
inner_in = keras.Input((8,))
inner = keras.Model(inner_in, layers.Dense(4)(block(inner_in)))
outer = keras.Sequential([keras.Input((8,)), inner, layers.Dense(2)])
inputs = keras.Input((8,))
x = outer(inputs)
model = keras.Model(inputs, [x, layers.Dense(1)(x)])
