import keras
from keras import layers

i = keras.Input((28, 28, 1))
x = layers.Conv2D(8, 3)(i)
y = layers.Flatten()(x)
z = layers.Dense(4)(y)
whole = keras.Model(i, z)
front = keras.Model(i, y, name="front")
