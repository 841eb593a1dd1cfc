import keras
import numpy as np
from keras import ops

x = keras.Input((16, 16, 3))
kernel = np.ones((3, 3, 3, 8), "float32")
a = ops.conv(x, kernel, strides=2, padding="same")
b = ops.max_pool(a, 2)
c = ops.average_pool(a, 3, strides=1, padding="same")
d = ops.image.resize(x, (8, 8))
e = ops.image.extract_patches(x, (4, 4))
f = ops.one_hot(ops.cast(ops.max(b, axis=(1, 2, 3)), "int32"), 5)
g = ops.matmul(ops.mean(c, axis=(1, 2)), np.ones((8, 4), "float32"))
model = keras.Model(x, [b, d, e, f, g])
