import keras
class Net:
    def __init__(self, units, depth=3):
        self.units, self.depth = units, depth
        self.model = None
    def _hidden(self, x):
        for d in range(self.depth):
            x = keras.layers.Dense(self.units // 2 ** d, activation="relu", name="hidden_%d" % (d + 1))(x)
        return x
    def build(self, n_in, n_out):
        inp = keras.layers.Input(shape=(n_in,), name="features")
        self.model = keras.models.Model(inp, keras.layers.Dense(n_out, name="out")(self._hidden(inp)))
        return self
net = Net(64).build(30, 2)
model = net.model
