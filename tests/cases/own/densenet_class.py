# --input None,32,32,3
import keras
from keras import layers


class DenseLayer(layers.Layer):
    def __init__(self, growth_rate, bottleneck=4, drop_rate=0.0):
        super().__init__()
        self.norm1 = layers.BatchNormalization(epsilon=1e-5)
        self.conv1 = layers.Conv2D(bottleneck * growth_rate, 1, use_bias=False)
        self.norm2 = layers.BatchNormalization(epsilon=1e-5)
        self.conv2 = layers.Conv2D(growth_rate, 3, padding="same", use_bias=False)
        self.dropout = layers.Dropout(drop_rate) if drop_rate > 0 else None

    def call(self, x, training=None):
        y = self.conv1(keras.activations.relu(self.norm1(x, training=training)))
        y = self.conv2(keras.activations.relu(self.norm2(y, training=training)))
        if self.dropout:
            y = self.dropout(y, training=training)
        return layers.concatenate([x, y], axis=-1)


class DenseBlock(layers.Layer):
    def __init__(self, num_layers, growth_rate, **kwargs):
        super().__init__(**kwargs)
        self.layers_ = [DenseLayer(growth_rate, drop_rate=0.1) for _ in range(num_layers)]

    def call(self, x, training=None):
        for layer in self.layers_:
            x = layer(x, training=training)
        return x


class Transition(layers.Layer):
    def __init__(self, reduction=0.5, **kwargs):
        super().__init__(**kwargs)
        self.reduction = reduction

    def build(self, input_shape):
        channels = int(input_shape[-1] * self.reduction)
        self.norm = layers.BatchNormalization()
        self.conv = layers.Conv2D(channels, 1, use_bias=False)
        self.pool = layers.AveragePooling2D(2)

    def call(self, x, training=None):
        return self.pool(self.conv(keras.activations.relu(self.norm(x, training=training))))


class DenseNet(keras.Model):
    def __init__(self, blocks=(2, 3), growth_rate=6, num_classes=10):
        super().__init__(name="densenet")
        self.stem = layers.Conv2D(2 * growth_rate, 3, padding="same", name="stem")
        self.stages = []
        for i, count in enumerate(blocks):
            self.stages.append(DenseBlock(count, growth_rate, name=f"dense{i + 1}"))
            if i != len(blocks) - 1:
                self.stages.append(Transition(name=f"transition{i + 1}"))
        self.norm = layers.BatchNormalization(name="norm")
        self.head = layers.Dense(num_classes, name="head")

    def call(self, x, training=None):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x, training=training)
        x = keras.activations.relu(self.norm(x, training=training))
        x = keras.ops.mean(x, axis=(1, 2))
        return self.head(x)


model = DenseNet()
