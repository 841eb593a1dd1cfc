# at: cross
import keras
from keras import layers


class Cross(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.attention = layers.MultiHeadAttention(2, 4)

    def call(self, query, context):
        return self.attention(query, context)


q = keras.Input((5, 8))
outputs = Cross(name="cross")(q)  # <-
model = keras.Model(q, outputs)
