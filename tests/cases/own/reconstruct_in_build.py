"""A layer that is made in build, and one that reads the whole list of shapes."""
import keras
from keras import layers, ops


class ReconstructingRegressor(keras.Model):
    def __init__(self, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.hidden = [layers.Dense(9, activation="relu") for _ in range(3)]
        self.out = layers.Dense(output_dim)
        self.reconstruction_mean = keras.metrics.Mean(name="reconstruction_error")

    def build(self, batch_input_shape):
        n_inputs = batch_input_shape[-1]
        self.reconstruct = layers.Dense(n_inputs)
        self.built = True

    def call(self, inputs, training=None):
        Z = inputs
        for layer in self.hidden:
            Z = layer(Z)
        reconstruction = self.reconstruct(Z)
        recon_loss = ops.mean(ops.square(reconstruction - inputs))
        self.add_loss(0.05 * recon_loss)
        return self.out(Z)


class Concat(layers.Layer):
    def build(self, input_shape):
        total = sum(shape[-1] for shape in input_shape)
        self.scale = self.add_weight(shape=(total,), initializer="ones", name="scale")

    def call(self, inputs):
        return ops.concatenate(inputs, axis=-1) * self.scale


a, b = keras.Input((5,)), keras.Input((3,))
x = Concat()([a, b])
model = keras.Model([a, b], ReconstructingRegressor(2)(x))
