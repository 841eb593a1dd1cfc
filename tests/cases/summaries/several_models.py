import keras
from keras import layers

i = keras.Input((28, 28, 1), name="img")
x = layers.Conv2D(16, 3)(i)
x = layers.GlobalMaxPooling2D()(x)
encoder = keras.Model(i, x, name="encoder")
d = keras.Input((16,), name="code")
y = layers.Reshape((4, 4, 1))(d)
y = layers.Conv2DTranspose(1, 25)(y)
decoder = keras.Model(d, y)
both = keras.Input((28, 28, 1))
autoencoder = keras.Model(both, decoder(encoder(both)), name="autoencoder")
