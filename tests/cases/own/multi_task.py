import keras
from keras import layers


class MultiTask(keras.Model):
    def __init__(self):
        super().__init__()
        self.backbone = keras.Sequential(
            [layers.Conv2D(4, 3, 2, activation="relu"), layers.GlobalAveragePooling2D()],
            name="backbone",
        )
        self.age = layers.Dense(1, name="age")
        self.gender = layers.Dense(2, activation="softmax", name="gender")
        self.box = layers.Dense(4, name="box")

    def call(self, images, training=None):
        features = self.backbone(images, training=training)
        return {
            "gender": self.gender(features),
            "age": self.age(features),
            "extra": (features, [self.box(features)]),
        }


model = MultiTask()
output = model(keras.Input((24, 24, 3)))
