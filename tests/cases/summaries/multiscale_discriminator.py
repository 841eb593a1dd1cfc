import keras
from keras import layers

image = keras.Input((64, 64, 3))
half = layers.AveragePooling2D(2)(image)
score = layers.Conv2D(1, 3, padding="same", name="score")
outputs = [score(image), score(half)]
discriminator = keras.Model(image, outputs)
