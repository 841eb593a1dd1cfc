"""A class whose methods follow in later cells, in the manner of a textbook."""
import keras
from keras import layers, ops


def add_to_class(Class):
    def wrapper(obj):
        setattr(Class, obj.__name__, obj)
    return wrapper


class Scratch(keras.Model):
    def __init__(self, num_inputs, num_hidden, num_outputs):
        super().__init__()
        self.W1 = self.add_weight(shape=(num_inputs, num_hidden), name="W1")
        self.b1 = self.add_weight(shape=(num_hidden,), name="b1")
        self.W2 = self.add_weight(shape=(num_hidden, num_outputs), name="W2")
        self.b2 = self.add_weight(shape=(num_outputs,), name="b2")


@add_to_class(Scratch)
def forward(self, X):
    X = ops.reshape(X, (-1, 36))
    H = ops.relu(ops.matmul(X, self.W1) + self.b1)
    return ops.matmul(H, self.W2) + self.b2


def call(self, X):
    return self.forward(X)


Scratch.call = call

model = Scratch(36, 12, 10)
y = model(ops.ones((4, 6, 6)))
