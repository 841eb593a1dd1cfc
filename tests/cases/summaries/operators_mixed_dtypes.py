import keras
from keras import ops

ids = keras.Input((7,), dtype="int32")
x = keras.Input((7,), dtype="float16")
a = ids + 1
b = ids * 0.5
c = x * 2 + ids
d = ops.cast(ids, "float32") / x
e = ops.equal(ids, 0)
model = keras.Model([ids, x], [b, c, d, e, a])
