import keras
from keras import layers, ops


class ConvBN(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv = layers.Conv1D(filters, kernel_size=1, padding="valid")
        self.bn = layers.BatchNormalization(momentum=0.0)

    def call(self, x):
        return ops.relu(self.bn(self.conv(x)))


class TNet(layers.Layer):
    def __init__(self, num_features, **kwargs):
        super().__init__(**kwargs)
        self.num_features = num_features
        self.convs = [ConvBN(8), ConvBN(16)]
        self.pool = layers.GlobalMaxPooling1D()
        self.dense = layers.Dense(num_features * num_features, kernel_initializer="zeros")
        self.reshape = layers.Reshape((num_features, num_features))
        self.dot = layers.Dot(axes=(2, 1))

    def call(self, inputs):
        x = inputs
        for conv in self.convs:
            x = conv(x)
        feature_t = self.reshape(self.dense(self.pool(x)))
        return self.dot([inputs, feature_t])


inputs = keras.Input(shape=(30, 3))
x = TNet(3)(inputs)
x = ConvBN(8)(x)
x = TNet(8, name="feature_transform")(x)
x = layers.GlobalMaxPooling1D()(x)
model = keras.Model(inputs, layers.Dense(4, activation="softmax")(x), name="pointnet")
