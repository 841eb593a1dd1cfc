import keras
from keras import layers

base = keras.Sequential([
    keras.Input((28, 28, 1)), layers.Conv2D(8, 3, name="c1"), layers.Conv2D(8, 3, name="c2"),
    layers.Flatten(), layers.Dense(10),
])
features = keras.Model(inputs=base.inputs, outputs=[layer.output for layer in base.layers])
