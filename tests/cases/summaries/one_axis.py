import keras
from keras import layers

user = keras.Input((1,), name="user")
item = keras.Input((1,), name="item")
u = layers.Flatten()(layers.Embedding(943, 20, name="user_embedding")(user))
v = layers.Flatten()(layers.Embedding(1682, 20, name="item_embedding")(item))
model = keras.Model([user, item], layers.Dot(axes=1)([u, v]))
