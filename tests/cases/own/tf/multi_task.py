import tensorflow as tf


class MultiTask(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.backbone = tf.keras.Sequential([
            tf.keras.layers.Conv2D(4, 3, 2, activation="relu"),
            tf.keras.layers.GlobalAveragePooling2D(),
        ])
        self.age = tf.keras.layers.Dense(1)
        self.gender = tf.keras.layers.Dense(2, activation="softmax")
        self.box = tf.keras.layers.Dense(4)

    @tf.function(input_signature=[tf.TensorSpec([None, 24, 24, 3], tf.float32)])
    def serve(self, images):
        return self(images)

    def call(self, images, training=None):
        features = self.backbone(images, training=training)
        return {
            "gender": self.gender(features),
            "age": self.age(features),
            "extra": (features, [self.box(features)]),
        }


model = MultiTask()
output = model(tf.keras.Input((24, 24, 3)))
