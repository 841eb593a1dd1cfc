import keras
from keras import layers

inputs = keras.Input((32, 32, 64))
s = layers.GlobalAveragePooling2D()(inputs)
s = layers.Dense(4, activation="relu")(s)
s = layers.Dense(64, activation="sigmoid")(s)
s = layers.Reshape((1, 1, 64))(s)
outputs = layers.Multiply()([inputs, s])
model = keras.Model(inputs, outputs)
