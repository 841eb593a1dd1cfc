import keras
from keras import layers

base = keras.Sequential([keras.Input((16,)), layers.Dense(8), layers.Dense(4)])
x = inputs = keras.Input((16,))
for layer in base.layers:
    x = layer(x)
x2 = layers.Dense(4)(x)
model = keras.Model(inputs, layers.Add()([x, x2]))
