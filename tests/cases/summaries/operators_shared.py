import keras
from keras import layers, ops

a = keras.Input((32,))
b = keras.Input((32,))
tower = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(8)])
ea, eb = tower(a), tower(b)
distance = ops.sqrt(ops.maximum(ops.sum(ops.square(ea - eb), axis=1, keepdims=True), 1e-7))
cosine = ops.sum(ops.normalize(ea) * ops.normalize(eb), axis=-1)
absolute = ops.abs(ea - eb)
model = keras.Model([a, b], [distance, cosine, layers.Dense(1)(absolute)])
