import keras
import numpy as np
from keras import layers

latent_dim = 16


class Autoencoder(keras.Model):
    def __init__(self, latent_dim, shape):
        super(Autoencoder, self).__init__()
        self.latent_dim = latent_dim
        self.shape = shape
        self.encoder = keras.Sequential(
            [layers.Flatten(), layers.Dense(latent_dim, activation="relu")]
        )
        self.decoder = keras.Sequential(
            [
                layers.Dense(int(np.prod(shape)), activation="sigmoid"),
                layers.Reshape(shape),
            ]
        )

    def call(self, x):
        encoded = self.encoder(x)
        decoded = self.decoder(encoded)
        return decoded


(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train = x_train.astype("float32") / 255.0
shape = x_test.shape[1:]
model = Autoencoder(latent_dim, shape)
model.compile(optimizer="adam", loss="mse")
model.fit(x_train, x_train, epochs=10, shuffle=True)
