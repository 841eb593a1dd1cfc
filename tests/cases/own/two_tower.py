import keras
from keras import layers, ops


class Tower(keras.Model):
    def __init__(self, vocabulary, dim=8, **kwargs):
        super().__init__(**kwargs)
        self.embed = layers.Embedding(vocabulary, dim)
        self.mlp = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(dim)])

    def call(self, ids):
        x = self.mlp(self.embed(ids))
        return ops.normalize(x, axis=-1)


class TwoTower(keras.Model):
    def __init__(self, users, items):
        super().__init__()
        self.user_tower = Tower(users, name="users")
        self.item_tower = Tower(items, name="items")
        self.dot = layers.Dot(axes=1)

    def call(self, inputs):
        user = self.user_tower(inputs["user_id"])
        item = self.item_tower(inputs["item_id"])
        return self.dot([user, item])


inputs = {
    "user_id": keras.Input((), dtype="int32", name="user_id"),
    "item_id": keras.Input((), dtype="int32", name="item_id"),
}
model = keras.Model(inputs, TwoTower(100, 200)(inputs))
