import keras
from keras import layers


def encoder():
    inputs = keras.Input((105, 105, 1), name="image")
    x = layers.Conv2D(64, 10, activation="relu")(inputs)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(128, 7, activation="relu")(x)
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(inputs, layers.Dense(256, activation="sigmoid")(x), name="encoder")


encode = encoder()
a = keras.Input((105, 105, 1))
b = keras.Input((105, 105, 1))
difference = layers.Subtract()([encode(a), encode(b)])
model = keras.Model([a, b], layers.Dense(1, activation="sigmoid")(difference), name="siamese")
