# at: attention.reshape
import keras
from keras import layers, ops


class Attention(layers.Layer):
    def __init__(self, dim, heads, **kwargs):
        super().__init__(**kwargs)
        self.dim, self.heads = dim, heads
        self.q = layers.Dense(dim)

    def call(self, x):
        batch, steps = ops.shape(x)[0], ops.shape(x)[1]
        q = self.q(x)
        q = ops.reshape(q, (batch, steps, self.heads, self.dim // self.heads))  # <-
        return ops.transpose(q, (0, 2, 1, 3))


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.attention = Attention(10, 3, name="attention")

    def call(self, x):
        return self.attention(x)


model = Net()
model(keras.random.normal((2, 5, 10)))
