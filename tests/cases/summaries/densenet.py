import keras
from keras import layers


def dense_block(x, n, growth):
    for _ in range(n):
        y = layers.BatchNormalization()(x)
        y = layers.Activation("relu")(y)
        y = layers.Conv2D(growth, 3, padding="same", use_bias=False)(y)
        x = layers.Concatenate()([x, y])
    return x


def build(blocks=(3, 3), growth=12):
    i = keras.Input((32, 32, 3))
    x = layers.Conv2D(2 * growth, 3, padding="same")(i)
    for index, n in enumerate(blocks):
        x = dense_block(x, n, growth)
        if index < len(blocks) - 1:
            x = layers.Conv2D(int(x.shape[-1] * 0.5), 1)(x)
            x = layers.AveragePooling2D(2)(x)
    return keras.Model(i, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)), name="densenet")


model = build()
