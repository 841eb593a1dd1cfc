import numpy as np
import keras
from keras.datasets import mnist
(x_train, y_train), _ = mnist.load_data()
x_train = x_train.reshape((60000, 28 * 28)).astype("float32") / 255
model = keras.Sequential([keras.layers.Dense(512, activation="relu"), keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=5, batch_size=128)
