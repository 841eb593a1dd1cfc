import keras
from keras import layers
i = keras.Input((32, 32, 3))
x = layers.Conv2D(4, 3)(i / 255.)
model = keras.Model(i, x)
