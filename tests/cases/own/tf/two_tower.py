import tensorflow as tf


class Tower(tf.keras.Model):
    def __init__(self, vocabulary, dim=8, **kwargs):
        super().__init__(**kwargs)
        self.embed = tf.keras.layers.Embedding(vocabulary, dim)
        self.mlp = tf.keras.Sequential(
            [tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(dim)]
        )

    def call(self, ids):
        return tf.math.l2_normalize(self.mlp(self.embed(ids)), axis=-1)


class TwoTower(tf.keras.Model):
    def __init__(self, users, items):
        super().__init__()
        self.user_tower = Tower(users, name="users")
        self.item_tower = Tower(items, name="items")
        self.dot = tf.keras.layers.Dot(axes=1)

    def call(self, inputs):
        user = self.user_tower(inputs["user_id"])
        item = self.item_tower(inputs["item_id"])
        return self.dot([user, item])


inputs = {
    "user_id": tf.keras.Input((), dtype=tf.int32, name="user_id"),
    "item_id": tf.keras.Input((), dtype=tf.int32, name="item_id"),
}
model = tf.keras.Model(inputs, TwoTower(100, 200)(inputs))
