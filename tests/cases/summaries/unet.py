from keras.layers import Concatenate, Conv2D, Conv2DTranspose, Dropout, Input, MaxPooling2D
from keras.models import Model


def double_conv(x, filters):
    x = Conv2D(filters, 3, activation="relu", padding="same")(x)
    return Conv2D(filters, 3, activation="relu", padding="same")(x)


def unet(input_size=(128, 128, 1)):
    inputs = Input(input_size)
    skips = []
    x = inputs
    for filters in (64, 128, 256):
        x = double_conv(x, filters)
        skips.append(x)
        x = MaxPooling2D(pool_size=(2, 2))(x)
    x = double_conv(x, 512)
    x = Dropout(0.5)(x)
    for filters, skip in zip((256, 128, 64), reversed(skips)):
        x = Conv2DTranspose(filters, 2, strides=2, padding="same")(x)
        x = Concatenate(axis=3)([skip, x])
        x = double_conv(x, filters)
    return Model(inputs, Conv2D(1, 1, activation="sigmoid")(x))


model = unet()
