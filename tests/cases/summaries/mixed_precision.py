import keras
from keras import layers

keras.mixed_precision.set_global_policy("mixed_float16")
inputs = keras.Input((784,))
x = layers.Dense(256, activation="relu")(inputs)
x = layers.BatchNormalization()(x)
outputs = layers.Dense(10, activation="softmax", dtype="float32")(x)
model = keras.Model(inputs, outputs)
