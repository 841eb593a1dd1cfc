import keras
from keras import layers, backend as K
m = keras.Sequential([keras.Input((20, 20, 3)), layers.Conv2D(4, 3), layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10)])
shape = K.int_shape(m.layers[1].output)[1:]
dense = [l for l in m.layers if l.__class__.__name__ == "Dense"]
convs = [l for l in m.layers if isinstance(l, layers.Conv2D)]
assert m.count_params() == sum(l.count_params() for l in m.layers)
width = m.layers[-1].output.shape[1]
decoder = keras.Sequential([keras.Input((width,)), layers.Dense(shape[0] * shape[1] * shape[2]), layers.Reshape(shape)])
for c in convs:
    decoder.add(layers.Conv2DTranspose(c.filters, c.kernel_size))
