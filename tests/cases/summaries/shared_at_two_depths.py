import keras
from keras import layers

a = keras.Input((8,))
b = keras.Input((8,))
dense = layers.Dense(8)
x = dense(a)
y = dense(layers.ReLU()(layers.Dense(8)(b)))
z = dense(layers.Dense(8)(x))
model = keras.Model([a, b], layers.Concatenate()([x, y, z]))
