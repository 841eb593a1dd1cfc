import tensorflow as tf
from tensorflow.keras import Model, layers


class DistanceLayer(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)

    def call(self, anchor, positive, negative):
        ap_distance = tf.reduce_sum(tf.square(anchor - positive), -1)
        an_distance = tf.reduce_sum(tf.square(anchor - negative), -1)
        return (ap_distance, an_distance)


embedding = tf.keras.Sequential(
    [layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(8)], name="Embedding"
)
anchor_input = layers.Input(name="anchor", shape=(12, 12) + (3,))
positive_input = layers.Input(name="positive", shape=(12, 12) + (3,))
negative_input = layers.Input(name="negative", shape=(12, 12) + (3,))
distances = DistanceLayer()(
    embedding(anchor_input), embedding(positive_input), embedding(negative_input)
)
siamese_network = Model(inputs=[anchor_input, positive_input, negative_input], outputs=distances)


class SiameseModel(Model):
    def __init__(self, siamese_network, margin=0.5):
        super().__init__()
        self.siamese_network = siamese_network
        self.margin = margin
        self.loss_tracker = tf.keras.metrics.Mean(name="loss")

    def call(self, inputs):
        return self.siamese_network(inputs)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self._compute_loss(data)
        gradients = tape.gradient(loss, self.siamese_network.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.siamese_network.trainable_weights))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result()}

    @property
    def metrics(self):
        return [self.loss_tracker]


siamese_model = SiameseModel(siamese_network)
siamese_model([tf.random.uniform((2, 12, 12, 3))] * 3)
