import keras
from keras import layers

a = keras.Input((4,))
x = layers.Dense(2)(a)
model = keras.Model(a, [a, x])
