import keras
import numpy as np
from keras import layers, ops


class GraphConv(layers.Layer):
    def __init__(self, units, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        features_shape, adjacency_shape = input_shape
        self.kernel = self.add_weight(
            shape=(features_shape[-1], self.units), initializer="glorot_uniform", name="kernel"
        )
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")
        self.built = True

    def call(self, inputs):
        features, adjacency = inputs
        x = ops.matmul(features, self.kernel)
        x = ops.matmul(adjacency, x) + self.bias
        return self.activation(x)


class GCN(keras.Model):
    def __init__(self, hidden, classes):
        super().__init__()
        self.conv1 = GraphConv(hidden, "relu")
        self.conv2 = GraphConv(classes, "softmax")
        self.dropout = layers.Dropout(0.5)

    def call(self, inputs):
        x, a = inputs
        h = self.conv1([x, a])
        h = self.dropout(h)
        return self.conv2([h, a])


features = np.random.rand(1, 34, 12).astype("float32")
adjacency = np.eye(34, dtype="float32")[None]
model = GCN(16, 4)
output = model([features, adjacency])
