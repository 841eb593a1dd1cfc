import tensorflow as tf
from tensorflow.keras.layers import *
from tensorflow.keras.models import Model

def conv_block(x, n, k=3):
    for _ in range(2):
        x = Conv2D(n, k, padding="same", kernel_initializer="he_normal")(x)
        x = BatchNormalization()(x)
        x = Activation("relu")(x)
    return x

def unet(size=(64, 64, 3), n=8, depth=3):
    inputs = Input(size)
    skips, x = [], inputs
    for d in range(depth):
        x = conv_block(x, n * 2 ** d)
        skips.append(x)
        x = MaxPooling2D()(x)
    x = conv_block(x, n * 2 ** depth)
    for d, skip in reversed(list(enumerate(skips))):
        x = Conv2DTranspose(n * 2 ** d, 2, strides=2, padding="same")(x)
        x = concatenate([x, skip], axis=-1)
        x = conv_block(x, n * 2 ** d)
    return Model(inputs=[inputs], outputs=[Conv2D(1, 1, activation="sigmoid")(x)])
model = unet()
