import tensorflow as tf
from tensorflow.keras import Model, layers
from tensorflow.keras.layers import BatchNormalization, Conv2D


class ResidualBlock(layers.Layer):
    def __init__(self, filters, strides=1, **kwargs):
        super(ResidualBlock, self).__init__(**kwargs)
        self.filters = filters
        self.strides = strides
        self.conv1 = Conv2D(filters, (3, 3), strides=strides, padding="same", use_bias=False)
        self.bn1 = BatchNormalization()
        self.conv2 = Conv2D(filters, (3, 3), strides=1, padding="same", use_bias=False)
        self.bn2 = BatchNormalization()

    def build(self, input_shape):
        if self.strides != 1 or input_shape[3] != self.filters:
            self.projection = Conv2D(self.filters, (1, 1), strides=self.strides)
        else:
            self.projection = lambda x: x

    @tf.function
    def call(self, inputs, training=None):
        residual = self.projection(inputs)
        x = self.conv1(inputs)
        x = self.bn1(x, training=training)
        x = tf.nn.relu(x)
        x = self.conv2(x)
        x = self.bn2(x, training=training)
        return tf.nn.relu(layers.add([residual, x]))


class SmallResNet(Model):
    def __init__(self, num_classes=10, widths=(8, 16), depth=2):
        super(SmallResNet, self).__init__()
        self.stem = Conv2D(widths[0], (3, 3), padding="same")
        self.stages = tf.keras.Sequential()
        for i, width in enumerate(widths):
            for j in range(depth):
                self.stages.add(ResidualBlock(width, strides=2 if i and not j else 1))
        self.pool = layers.GlobalAveragePooling2D()
        self.classifier = layers.Dense(units=num_classes, activation=tf.keras.activations.softmax)

    def call(self, inputs, training=None, mask=None):
        x = self.stem(inputs)
        x = self.stages(x, training=training)
        return self.classifier(self.pool(x))


model = SmallResNet()
model.build(input_shape=(None, 32, 32, 3))
model.summary()
