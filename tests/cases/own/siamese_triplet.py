import keras
from keras import layers, ops


class DistanceLayer(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)

    def call(self, anchor, positive, negative):
        ap_distance = ops.sum(ops.square(anchor - positive), -1)
        an_distance = ops.sum(ops.square(anchor - negative), -1)
        return (ap_distance, an_distance)


embedding = keras.Sequential(
    [
        layers.Conv2D(4, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(8),
    ],
    name="Embedding",
)
anchor_input = layers.Input(name="anchor", shape=(12, 12, 3))
positive_input = layers.Input(name="positive", shape=(12, 12, 3))
negative_input = layers.Input(name="negative", shape=(12, 12, 3))
distances = DistanceLayer()(
    embedding(anchor_input), embedding(positive_input), embedding(negative_input)
)
siamese_network = keras.Model(
    inputs=[anchor_input, positive_input, negative_input], outputs=distances
)


class SiameseModel(keras.Model):
    def __init__(self, siamese_network, margin=0.5):
        super().__init__()
        self.siamese_network = siamese_network
        self.margin = margin
        self.loss_tracker = keras.metrics.Mean(name="loss")

    def call(self, inputs):
        return self.siamese_network(inputs)

    def train_step(self, data):
        loss = self._compute_loss(data)
        return {"loss": self.loss_tracker.result()}

    def _compute_loss(self, data):
        ap_distance, an_distance = self.siamese_network(data)
        return ops.maximum(ap_distance - an_distance + self.margin, 0.0)

    @property
    def metrics(self):
        return [self.loss_tracker]


model = SiameseModel(siamese_network)
images = keras.random.uniform((2, 12, 12, 3))
output = model([images, images, images])
