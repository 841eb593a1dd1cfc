# --input None,6
import keras
from keras import layers, ops


class NAC(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.W_hat = self.add_weight(shape=(input_shape[-1], self.units), name="W_hat")
        self.M_hat = self.add_weight(shape=(input_shape[-1], self.units), name="M_hat")

    def call(self, x):
        W = ops.tanh(self.W_hat) * ops.sigmoid(self.M_hat)
        return ops.matmul(x, W)


class NALU(layers.Layer):
    def __init__(self, units, epsilon=1e-7):
        super().__init__()
        self.units = units
        self.epsilon = epsilon
        self.nac = NAC(units)

    def build(self, input_shape):
        self.G = self.add_weight(shape=(input_shape[-1], self.units), name="G")

    def call(self, x):
        a = self.nac(x)
        m = ops.exp(self.nac(ops.log(ops.abs(x) + self.epsilon)))
        g = ops.sigmoid(ops.matmul(x, self.G))
        return g * a + (1 - g) * m


class Calculator(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = NALU(8)
        self.second = NALU(1)

    def call(self, x):
        return self.second(self.first(x))


model = Calculator()
