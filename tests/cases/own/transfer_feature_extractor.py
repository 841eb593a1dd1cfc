import keras
from keras import layers


def make_base():
    inputs = keras.Input((16, 16, 3))
    x = layers.Conv2D(4, 3, name="block1")(inputs)
    middle = layers.Conv2D(6, 3, name="block2")(x)
    x = layers.Conv2D(8, 3, name="block3")(middle)
    return keras.Model(inputs, x, name="base")


class Style(keras.Model):
    def __init__(self, base, names):
        super().__init__()
        outputs = [base.get_layer(name).output for name in names]
        self.extract = keras.Model(base.input, outputs)
        self.extract.trainable = False
        self.heads = [layers.Dense(1) for _ in names]

    def call(self, x):
        found = self.extract(x)
        means = [keras.ops.mean(each, axis=(1, 2)) for each in found]
        return {f"style{i}": head(mean) for i, (head, mean) in enumerate(zip(self.heads, means))}


model = Style(make_base(), ["block1", "block2", "block3"])
output = model(keras.Input((16, 16, 3)))
