import keras
from keras import layers

i = keras.Input((16,))
body = layers.Dense(8)(i)
policy = layers.Dense(4, activation="softmax")(body)
value = layers.Dense(1)(body)
actor = keras.Model(i, policy)
critic = keras.Model(i, value)
