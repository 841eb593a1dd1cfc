import keras
from keras import layers, ops

x = keras.Input((8, 6))
left, right = ops.split(x, 2, axis=-1)
one, two, three = ops.split(x, [2, 5], axis=1)
steps = ops.unstack(x, axis=1)
mean, variance = ops.moments(x, axes=1)
values, places = ops.top_k(x, 2)
total = steps[0]
for step in steps[1:]:
    total = total + step
gate = left * ops.sigmoid(right)
model = keras.Model(x, [gate, one, two, three, total, mean, variance, values, places])
