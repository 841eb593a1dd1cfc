import keras
from keras import layers

words = keras.Input((12,), name="words")
image = keras.Input((16, 64), name="image")
x = layers.Embedding(1000, 64, name="embedding")(words)
x = layers.MultiHeadAttention(num_heads=4, key_dim=16, name="attention")(x, image)
x = layers.TimeDistributed(layers.Dense(8), name="each")(x)
x = layers.GRU(8, name="gru")(x)
model = keras.Model([words, image], layers.Dense(2, name="dense")(x))
model.compile(optimizer="adam", loss="mse")
