import keras
import numpy as np
from keras import layers, ops

FEATURES = {"user": 50, "item": 80, "city": 9}


class FM(layers.Layer):
    def call(self, x):
        square_of_sum = ops.square(ops.sum(x, axis=1, keepdims=True))
        sum_of_square = ops.sum(x * x, axis=1, keepdims=True)
        return 0.5 * ops.sum(square_of_sum - sum_of_square, axis=2)


class DeepFM(keras.Model):
    def __init__(self, feature_sizes, dim=4, hidden=(16, 8)):
        super().__init__()
        self.feature_sizes = feature_sizes
        self.linear = {k: layers.Embedding(n, 1, name=f"linear_{k}") for k, n in feature_sizes.items()}
        self.embeddings = {k: layers.Embedding(n, dim, name=f"emb_{k}") for k, n in feature_sizes.items()}
        self.fm = FM()
        self.deep = [layers.Dense(units, "relu") for units in hidden] + [layers.Dense(1)]

    def call(self, inputs):
        first = [self.linear[k](inputs[k]) for k in self.feature_sizes]
        first = ops.sum(ops.concatenate(first, axis=1), axis=1)
        embedded = [self.embeddings[k](inputs[k]) for k in self.feature_sizes]
        stacked = ops.concatenate(embedded, axis=1)
        second = self.fm(stacked)
        deep = layers.Flatten()(stacked)
        for layer in self.deep:
            deep = layer(deep)
        return ops.sigmoid(first + second + deep)


model = DeepFM(FEATURES)
batch = {name: np.zeros((6, 1), dtype="int32") for name in FEATURES}
output = model(batch)
