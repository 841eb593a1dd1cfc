import keras
from keras import layers

i = keras.Input((None, None, 3))
x = layers.Conv2D(16, 3, padding="same")(i)
y = layers.Conv2DTranspose(16, 2, strides=2, padding="same")(layers.MaxPooling2D()(x))
model = keras.Model(i, layers.Concatenate()([layers.UpSampling2D()(x), layers.UpSampling2D()(y)]))
