import keras
from keras import layers

REGISTRY = {}


def register(name):
    def decorate(cls):
        REGISTRY[name] = cls
        return cls

    return decorate


def conv_bn(filters, kernel, **kwargs):
    class ConvBN(layers.Layer):
        def __init__(self):
            super().__init__()
            self.conv = layers.Conv2D(filters, kernel, use_bias=False, **kwargs)
            self.bn = layers.BatchNormalization()

        def call(self, x):
            return self.bn(self.conv(x))

    return ConvBN()


@register("small")
class Small(keras.Model):
    widths = (4,)

    def __init__(self, classes):
        super().__init__()
        self.body = [conv_bn(w, 3, padding="same") for w in self.widths]
        self.head = layers.Dense(classes)

    def call(self, x):
        for block in self.body:
            x = keras.activations.relu(block(x))
        return self.head(x[:, 0, 0])


@register("large")
class Large(Small):
    widths = (4, 8, 8)


def create(name, *args):
    return REGISTRY[name](*args)


model = create("large", 3)
model.build((None, 9, 9, 1))
