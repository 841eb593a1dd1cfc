import keras
from keras.layers import *
def inception(x, f1, f3r, f3, f5r, f5, fp):
    conv = lambda n, k, t: Conv2D(n, k, padding="same", activation="relu")(t)
    return Concatenate(axis=3)([conv(f1, 1, x), conv(f3, 3, conv(f3r, 1, x)), conv(f5, 5, conv(f5r, 1, x)), conv(fp, 1, MaxPooling2D(3, strides=1, padding="same")(x))])
i = Input((56, 56, 32))
x = inception(i, 16, 24, 32, 4, 8, 8)
x = inception(x, 32, 32, 48, 8, 24, 16)
model = keras.Model(i, GlobalAveragePooling2D()(x))
