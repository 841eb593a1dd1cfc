import keras
from keras import layers, ops


class Fusion(keras.Model):
    """A list of two tensors; an optional context."""

    def __init__(self, units=5):
        super().__init__()
        self.left = layers.Dense(units)
        self.right = layers.Conv1D(units, 2)
        self.context = layers.Dense(units)
        self.out = layers.Dense(1)

    def call(self, inputs, context=None, training=False):
        a, b = inputs[0], inputs[1]
        x = self.left(a) + ops.max(self.right(b), axis=1)
        if context is not None:
            x = x + self.context(context)
        return self.out(x)


model = Fusion()
output = model([keras.Input((4,)), keras.Input((6, 3))])
