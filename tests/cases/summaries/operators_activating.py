import keras
from keras import activations, layers, ops

x = keras.Input((12,))
a = activations.relu(x)
b = activations.relu(x, max_value=6.0)
c = ops.relu(layers.Dense(4)(x))
d = activations.gelu(x) * activations.swish(x)
e = activations.softmax(x) + ops.log_softmax(x)
f = ops.leaky_relu(x, negative_slope=0.1) - activations.elu(x, alpha=0.5)
g = activations.exponential(x) + activations.tanh(x)
h = ops.clip(x, 0, 1) + ops.maximum(x, 0.0) + ops.softplus(x)
model = keras.Model(x, [a, b, c, d, e, f, g, h])
