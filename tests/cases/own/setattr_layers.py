import keras
from keras import layers


class Stack(keras.Model):
    def __init__(self, hidden=(32, 16, 8)):
        super().__init__()
        self.num_layers = len(hidden)
        for i, units in enumerate(hidden):
            setattr(self, f"dense{i}", layers.Dense(units, activation="relu"))
            setattr(self, "dropout%d" % i, layers.Dropout(0.2))
        self.heads = {"age": layers.Dense(1), "sex": layers.Dense(2, activation="softmax")}

    def call(self, x, training=False):
        for i in range(self.num_layers):
            x = getattr(self, f"dense{i}")(x)
            if training:
                x = getattr(self, "dropout%d" % i)(x)
        return {name: head(x) for name, head in self.heads.items()}


model = Stack()
output = model(keras.Input((20,)))
