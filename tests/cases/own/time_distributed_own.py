import keras
from keras import layers, ops


class FrameEncoder(layers.Layer):
    def __init__(self, dim):
        super().__init__()
        self.conv = layers.Conv2D(4, 3, activation="relu")
        self.pool = layers.GlobalAveragePooling2D()
        self.dense = layers.Dense(dim)

    def call(self, x):
        return self.dense(self.pool(self.conv(x)))


class VideoNet(keras.Model):
    def __init__(self):
        super().__init__()
        self.frames = layers.TimeDistributed(FrameEncoder(6))
        self.rnn = layers.GRU(5, return_sequences=True, return_state=True)
        self.fc = layers.Dense(3)

    def call(self, clip):
        x = self.frames(clip)
        sequence, state = self.rnn(x)
        return self.fc(state)


model = VideoNet()
model.build((None, 4, 12, 12, 3))
