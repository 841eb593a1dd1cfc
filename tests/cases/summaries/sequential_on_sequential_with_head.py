import keras
from keras import layers

base = keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(4, 3), layers.ReLU()])
model = keras.Sequential()
model.add(base)
model.add(layers.Flatten())
model.add(layers.Dense(2))
inputs = keras.Input((16, 16, 3))
whole = keras.Model(inputs, model(inputs))
