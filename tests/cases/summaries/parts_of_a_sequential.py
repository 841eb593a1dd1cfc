import keras
from keras import layers

base = keras.Sequential()
base.add(keras.Input((28, 28, 1)))
base.add(layers.Conv2D(8, 3))
base.add(layers.BatchNormalization())
base.add(layers.MaxPooling2D(2))
base.add(layers.Flatten())
base.add(layers.Dense(4))
middle = base.layers[2].output
a = layers.Flatten()(middle)
b = layers.GlobalMaxPooling2D()(middle)
model = keras.Model(middle, layers.Concatenate()([a, b]))
