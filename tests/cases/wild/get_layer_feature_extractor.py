import keras
from keras import layers
model = keras.Sequential([keras.Input((48, 48, 1)), layers.Conv2D(8, 5, strides=2, activation="relu", name="a"), layers.Conv2D(16, 3, name="b"), layers.Flatten(name="c"), layers.Dense(9, name="d")])
extractor = keras.Model(inputs=model.inputs, outputs=[layer.output for layer in model.layers])
head = keras.Model(model.inputs, model.get_layer("b").output)
