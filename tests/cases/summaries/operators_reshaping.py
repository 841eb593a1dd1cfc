import keras
from keras import ops

x = keras.Input((8, 6))
a = ops.reshape(x, (-1, 4, 2, 6))
b = ops.expand_dims(x, axis=1)
c = ops.squeeze(b, 1)
d = ops.transpose(a, (0, 2, 1, 3))
e = ops.concatenate([x, c], axis=1)
f = ops.stack([x, c], axis=-1)
g = ops.tile(x, (1, 2, 1))
h = ops.repeat(x, 3, axis=2)
i = ops.pad(x, ((0, 0), (1, 1), (0, 2)))
j = ops.flip(x, axis=1)
k = ops.reshape(x, (-1, x.shape[1] * x.shape[2]))
m = x.reshape((-1, 48))
model = keras.Model(x, [d, e, f, g, h, i, j, k, m, ops.swapaxes(x, 1, 2)])
