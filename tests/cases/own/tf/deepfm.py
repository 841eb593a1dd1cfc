import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Dense, Embedding, Flatten, Layer

FEATURES = {"user": 50, "item": 80, "city": 9}


class FM(Layer):
    def call(self, x):
        square_of_sum = tf.square(tf.reduce_sum(x, axis=1, keepdims=True))
        sum_of_square = tf.reduce_sum(x * x, axis=1, keepdims=True)
        return 0.5 * tf.reduce_sum(square_of_sum - sum_of_square, axis=2)


class DeepFM(tf.keras.Model):
    def __init__(self, feature_sizes, dim=4, hidden=(16, 8)):
        super().__init__()
        self.feature_sizes = feature_sizes
        self.linear = {k: Embedding(n, 1) for k, n in feature_sizes.items()}
        self.embeddings = {k: Embedding(n, dim) for k, n in feature_sizes.items()}
        self.fm = FM()
        self.flatten = Flatten()
        self.deep = [Dense(units, "relu") for units in hidden] + [Dense(1)]

    def call(self, inputs):
        first = tf.concat([self.linear[k](inputs[k]) for k in self.feature_sizes], axis=1)
        first = tf.reduce_sum(first, axis=1)
        stacked = tf.concat([self.embeddings[k](inputs[k]) for k in self.feature_sizes], axis=1)
        second = self.fm(stacked)
        deep = self.flatten(stacked)
        for layer in self.deep:
            deep = layer(deep)
        return tf.nn.sigmoid(first + second + deep)


model = DeepFM(FEATURES)
model({name: np.zeros((6, 1), dtype=np.int32) for name in FEATURES})
