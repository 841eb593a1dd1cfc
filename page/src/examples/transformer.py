import keras
from keras import layers

WORDS, LENGTH, WIDTH, HEADS = 20_000, 200, 64, 4


def encoder(x, name):
    attended = layers.MultiHeadAttention(HEADS, WIDTH // HEADS, name=f"{name}_attention")(x, x)
    x = layers.LayerNormalization(name=f"{name}_norm1")(x + attended)
    y = layers.Dense(4 * WIDTH, activation="gelu", name=f"{name}_widen")(x)
    y = layers.Dense(WIDTH, name=f"{name}_narrow")(y)
    return layers.LayerNormalization(name=f"{name}_norm2")(x + y)


words = keras.Input((LENGTH,), dtype="int32", name="words")
x = layers.Embedding(WORDS, WIDTH)(words)
for i in range(2):
    x = encoder(x, f"encoder{i + 1}")
x = layers.GlobalAveragePooling1D()(x)
x = layers.Dropout(0.1)(x)
rating = layers.Dense(1, activation="sigmoid", name="rating")(x)

model = keras.Model(words, rating)
