import keras
from keras import ops

x = keras.Input((6, 5))
outs = [
    ops.sum(x, axis=1),
    ops.mean(x, axis=-1, keepdims=True),
    ops.max(x, axis=(1, 2)),
    ops.argmax(x, axis=-1),
    ops.std(x, 1),
    ops.logsumexp(x, axis=2),
    ops.any(x > 0, axis=1),
    ops.cumsum(x, axis=1),
    ops.norm(x, axis=-1),
]
model = keras.Model(x, outs)
