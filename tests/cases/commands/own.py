import keras
from keras import layers, ops


class Linear(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units))
        self.b = self.add_weight(shape=(self.units,), trainable=False)

    def call(self, x):
        return ops.matmul(x, self.w) + self.b


class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.first, self.second = Linear(units), Linear(units)
        self.dropout = layers.Dropout(0.5)

    def call(self, x, training=None):
        x = ops.relu(self.first(x))
        if training:
            x = self.dropout(x)
        return x + self.second(x)


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block(8)
        self.head = layers.Dense(2)
        self.spare = layers.Dense(100)

    def call(self, x):
        return self.head(self.block(x))


model = Net()
