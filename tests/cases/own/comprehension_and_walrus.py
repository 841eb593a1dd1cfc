# --input None,12
from collections import OrderedDict
from functools import partial, reduce

import keras
from keras import layers, ops

Dense = partial(layers.Dense, activation="relu", kernel_initializer="he_normal")


class Chain(keras.Model):
    def __init__(self, **sizes):
        super().__init__()
        self.steps = OrderedDict((name, Dense(size, name=name)) for name, size in sizes.items())
        self.gates = [Dense(size, activation="sigmoid") for size in sizes.values() if size > 4]
        if (count := len(self.gates)) > 1:
            self.last = layers.Dense(count, name="last")

    def call(self, x):
        x = reduce(lambda value, layer: layer(value), self.steps.values(), x)
        gated = [gate(x) for gate in self.gates]
        x, *rest = gated
        total = sum(ops.mean(each, axis=-1, keepdims=True) for each in rest)
        return self.last(x * total) if hasattr(self, "last") else x


model = Chain(first=8, second=6, third=4)
