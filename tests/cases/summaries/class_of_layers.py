import keras
from keras.layers import Conv1D, Dense, Flatten, Input, MaxPooling1D


class Config:
    filters = [32, 64]
    kernel = 5


def make(config, classes):
    x = inputs = Input((128, 6))
    for filters in config.filters:
        x = Conv1D(filters, config.kernel, padding="causal", dilation_rate=2)(x)
        x = MaxPooling1D(2)(x)
    x = Flatten()(x)
    x = Dense(100)(x)
    heads = [Dense(n, activation="softmax", name=f"out_{n}")(x) for n in classes]
    return keras.Model(inputs, heads)


model = make(Config(), [2, 3, 5])
