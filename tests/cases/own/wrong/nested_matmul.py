# at: block.linear_1.matmul
import keras
from keras import layers, ops


class Linear(layers.Layer):
    def __init__(self, inputs, units, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(shape=(inputs, units), name="w")

    def call(self, x):
        return ops.matmul(x, self.w)  # <-


class Block(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first = Linear(16, 8)
        self.second = Linear(16, 4)

    def call(self, x):
        return self.second(ops.relu(self.first(x)))


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block(name="block")

    def call(self, x):
        return self.block(x)


model = Net()
y = model(keras.Input((16,)))
