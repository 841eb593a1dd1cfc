import keras
from keras import layers


class Backbone(keras.Model):
    def __init__(self):
        super().__init__(name="backbone")
        self.conv = layers.Conv2D(4, 3, name="conv")
        self.norm = layers.BatchNormalization(name="norm")
        self.scale = self.add_weight(shape=(4,), name="scale")

    def call(self, x):
        return self.norm(self.conv(x)) * self.scale


class Classifier(keras.Model):
    def __init__(self, backbone):
        super().__init__()
        self.backbone = backbone
        self.backbone.trainable = False
        self.pool = layers.GlobalMaxPooling2D()
        self.fc = layers.Dense(2)
        self.fixed = layers.Dense(3, trainable=False, name="fixed")

    def call(self, x):
        return self.fixed(self.fc(self.pool(self.backbone(x, training=False))))


model = Classifier(Backbone())
model.build((None, 10, 10, 3))
