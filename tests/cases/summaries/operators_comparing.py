import keras
from keras import ops

x = keras.Input((5,))
y = keras.Input((5,))
high = (x > 0.5) & (y <= 1)
low = (x < y) | ~high
other = (x >= y) ^ (x != y)
out = ops.where(high, x, 0.0) + ops.cast(low, "float32") + ops.cast(other, "int32")
model = keras.Model([x, y], out)
