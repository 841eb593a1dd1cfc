from keras.layers import (
    AveragePooling2D, Conv2D, Dense, Flatten, Input, MaxPooling2D, concatenate
)
from keras.models import Model


def inception_module(x, f1, f3r, f3, f5r, f5, pool, name=None):
    a = Conv2D(f1, (1, 1), padding="same", activation="relu")(x)
    b = Conv2D(f3r, (1, 1), padding="same", activation="relu")(x)
    b = Conv2D(f3, (3, 3), padding="same", activation="relu")(b)
    c = Conv2D(f5r, (1, 1), padding="same", activation="relu")(x)
    c = Conv2D(f5, (5, 5), padding="same", activation="relu")(c)
    d = MaxPooling2D((3, 3), strides=(1, 1), padding="same")(x)
    d = Conv2D(pool, (1, 1), padding="same", activation="relu")(d)
    return concatenate([a, b, c, d], axis=3, name=name)


inputs = Input(shape=(224, 224, 3))
x = Conv2D(64, (7, 7), padding="same", strides=(2, 2), activation="relu", name="conv_1_7x7_2")(inputs)
x = MaxPooling2D((3, 3), padding="same", strides=(2, 2), name="max_pool_1_3x3_2")(x)
x = inception_module(x, 64, 96, 128, 16, 32, 32, name="inception_3a")
x = inception_module(x, 128, 128, 192, 32, 96, 64, name="inception_3b")
x = AveragePooling2D((5, 5), strides=3)(x)
x = Flatten()(x)
outputs = Dense(10, activation="softmax", name="output")(x)
model = Model(inputs, outputs, name="inception_v1")
