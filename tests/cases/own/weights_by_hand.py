"""A network of variables: no layer of Keras's inside."""
import keras
from keras import ops


class MLP(keras.Model):
    def __init__(self, sizes):
        super().__init__()
        self.ws = []
        self.bs = []
        for i, (n_in, n_out) in enumerate(zip(sizes[:-1], sizes[1:])):
            self.ws.append(self.add_weight(shape=(n_in, n_out), initializer="glorot_uniform", name=f"w{i}"))
            self.bs.append(self.add_weight(shape=(n_out,), initializer="zeros", name=f"b{i}"))

    def call(self, x):
        for i, (w, b) in enumerate(zip(self.ws, self.bs)):
            x = ops.add(ops.matmul(x, w), b)
            if i < len(self.ws) - 1:
                x = ops.relu(x)
        return ops.softmax(x)


class Temperature(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.t = keras.Variable(1.0, name="temperature")
        self.scale = self.add_weight(shape=(), initializer="ones", trainable=False)

    def call(self, x):
        return x / self.t * self.scale


inputs = keras.Input((784,))
outputs = Temperature()(MLP([784, 16, 10])(inputs))
model = keras.Model(inputs, outputs)
