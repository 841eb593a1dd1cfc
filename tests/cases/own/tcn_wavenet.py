import keras
from keras import layers


class TemporalBlock(layers.Layer):
    def __init__(self, filters, kernel_size, dilation, dropout=0.2, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.conv1 = layers.Conv1D(filters, kernel_size, dilation_rate=dilation, padding="causal")
        self.conv2 = layers.Conv1D(filters, kernel_size, dilation_rate=dilation, padding="causal")
        self.drop1 = layers.Dropout(dropout)
        self.drop2 = layers.Dropout(dropout)
        self.downsample = None
        self.relu = layers.ReLU()

    def build(self, input_shape):
        if input_shape[-1] != self.filters:
            self.downsample = layers.Conv1D(self.filters, 1, padding="same")

    def call(self, x, training=None):
        y = self.drop1(keras.activations.relu(self.conv1(x)), training=training)
        y = self.drop2(keras.activations.relu(self.conv2(y)), training=training)
        residual = self.downsample(x) if self.downsample is not None else x
        return self.relu(y + residual)


class GatedBlock(layers.Layer):
    def __init__(self, filters, dilation):
        super().__init__()
        self.filter = layers.Conv1D(filters, 2, padding="causal", dilation_rate=dilation)
        self.gate = layers.Conv1D(filters, 2, padding="causal", dilation_rate=dilation)
        self.residual = layers.Conv1D(filters, 1)
        self.skip = layers.Conv1D(filters, 1)

    def call(self, x):
        z = keras.ops.tanh(self.filter(x)) * keras.ops.sigmoid(self.gate(x))
        return x + self.residual(z), self.skip(z)


class WaveNet(keras.Model):
    def __init__(self, filters=8, stacks=2, dilations=(1, 2, 4)):
        super().__init__()
        self.temporal = keras.Sequential(
            [TemporalBlock(filters, 3, 2**i, name=f"temporal_{i}") for i in range(2)]
        )
        self.blocks = [GatedBlock(filters, d) for _ in range(stacks) for d in dilations]
        self.sum = layers.Add()
        self.out = layers.Conv1D(4, 1, activation="softmax")

    def call(self, x):
        x = self.temporal(x)
        skips = []
        for block in self.blocks:
            x, skip = block(x)
            skips.append(skip)
        return self.out(keras.activations.relu(self.sum(skips)))


model = WaveNet()
model.build((None, 30, 5))
