import keras
from keras import layers, ops


class DenseTranspose(layers.Layer):
    def __init__(self, dense, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.dense = dense
        self.activation = keras.activations.get(activation)

    def build(self, batch_input_shape):
        self.biases = self.add_weight(
            name="bias", shape=[self.dense.kernel.shape[0]], initializer="zeros"
        )
        super().build(batch_input_shape)

    def call(self, inputs):
        z = ops.matmul(inputs, ops.transpose(self.dense.kernel))
        return self.activation(z + self.biases)


dense_1 = layers.Dense(20, activation="relu")
dense_2 = layers.Dense(6, activation="relu")
tied_encoder = keras.Sequential([keras.Input((8, 8)), layers.Flatten(), dense_1, dense_2])
tied_decoder = keras.Sequential(
    [
        DenseTranspose(dense_2, activation="relu"),
        DenseTranspose(dense_1),
        layers.Reshape([8, 8]),
    ]
)
model = keras.Sequential([tied_encoder, tied_decoder])
