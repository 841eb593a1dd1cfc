import keras
from keras import layers

encoder = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(8)], name="enc")
a, p, n = keras.Input((32,)), keras.Input((32,)), keras.Input((32,))
x = layers.Concatenate(axis=-1, name="merged")([encoder(a), encoder(p), encoder(n)])
model = keras.Model(inputs=[a, p, n], outputs=x)
