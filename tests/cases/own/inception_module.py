import keras
from keras.layers import Concatenate, Conv2D, Dense, GlobalAveragePooling2D, Layer, MaxPooling2D


class ConvBlock(Layer):
    def __init__(self, filters, kernel_size, **kwargs):
        super(ConvBlock, self).__init__()
        self.conv = Conv2D(filters, kernel_size, padding="same", activation="relu", **kwargs)

    def call(self, x):
        return self.conv(x)


class Inception(Layer):
    def __init__(self, one, three_reduce, three, five_reduce, five, pool, **kwargs):
        super(Inception, self).__init__(**kwargs)
        self.branch1 = ConvBlock(one, 1)
        self.branch2 = keras.Sequential([ConvBlock(three_reduce, 1), ConvBlock(three, 3)])
        self.branch3 = keras.Sequential([ConvBlock(five_reduce, 1), ConvBlock(five, 5)])
        self.branch4 = keras.Sequential([MaxPooling2D(3, strides=1, padding="same"),
                                         ConvBlock(pool, 1)])
        self.concat = Concatenate()

    def call(self, x):
        return self.concat([branch(x) for branch in
                            (self.branch1, self.branch2, self.branch3, self.branch4)])


class GoogLeNet(keras.Model):
    settings = [(8, 12, 16, 2, 4, 4), (16, 16, 24, 4, 12, 8)]

    def __init__(self):
        super().__init__()
        self.stem = ConvBlock(8, 7, strides=2)
        self.modules = [Inception(*setting, name=f"inception{i}")
                        for i, setting in enumerate(self.settings)]
        self.pool = GlobalAveragePooling2D()
        self.fc = Dense(5)

    def call(self, x):
        x = self.stem(x)
        for module in self.modules:
            x = module(x)
        return self.fc(self.pool(x))


model = GoogLeNet()
y = model(keras.random.normal((2, 28, 28, 3)))
