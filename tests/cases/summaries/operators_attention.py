import keras
from keras import layers, ops

x = keras.Input((10, 16))
q, k, v = layers.Dense(16)(x), layers.Dense(16)(x), layers.Dense(16)(x)
scores = q @ ops.transpose(k, (0, 2, 1)) / ops.sqrt(16.0)
weights = ops.softmax(scores, axis=-1)
out = ops.einsum("bij,bjd->bid", weights, v)
out = layers.LayerNormalization()(out + x)
model = keras.Model(x, ops.mean(out, axis=1))
