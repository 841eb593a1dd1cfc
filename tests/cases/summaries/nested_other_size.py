import keras
from keras import layers

image = keras.Input((None, None, 3))
x = layers.Conv2D(16, 3, strides=2)(image)
x = layers.Conv2D(32, 3, strides=2)(x)
backbone = keras.Model(image, x, name="backbone")

inputs = keras.Input((96, 96, 3))
x = backbone(inputs)
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, layers.Dense(5)(x))
