import keras
from keras import layers
i = keras.Input((8,))
x = layers.Dens(10)(i)
model = keras.Model(i, layers.Dense(1)(x))
