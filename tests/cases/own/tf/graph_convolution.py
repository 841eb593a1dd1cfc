import numpy as np
import tensorflow as tf
from tensorflow.keras import activations
from tensorflow.keras.layers import Dropout, Layer


class GraphConv(Layer):
    def __init__(self, units, activation=None, **kwargs):
        super(GraphConv, self).__init__(**kwargs)
        self.units = units
        self.activation = activations.get(activation)

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[0][-1], self.units))
        self.bias = self.add_weight(name="bias", shape=(self.units,))
        super(GraphConv, self).build(input_shape)

    def call(self, inputs):
        x, adjacency = inputs
        x = tf.tensordot(x, self.kernel, axes=1)
        return self.activation(tf.einsum("bij,bjk->bik", adjacency, x) + self.bias)


class GCN(tf.keras.Model):
    def __init__(self, hidden, classes):
        super(GCN, self).__init__()
        self.conv1 = GraphConv(hidden, "relu")
        self.conv2 = GraphConv(classes, "softmax")
        self.dropout = Dropout(0.5)

    def call(self, inputs, training=None):
        x, a = inputs
        x = self.dropout(self.conv1([x, a]), training=training)
        return self.conv2([x, a])


model = GCN(16, 4)
x = tf.convert_to_tensor(np.random.rand(1, 34, 12), dtype=tf.float32)
a = tf.expand_dims(tf.eye(34), axis=0)
model((x, a))
