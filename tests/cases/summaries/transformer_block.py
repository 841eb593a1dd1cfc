import keras
from keras import layers

inputs = keras.Input((50,))
x = layers.Embedding(5000, 32)(inputs)
a = layers.MultiHeadAttention(num_heads=4, key_dim=8)(x, x)
a = layers.Dropout(0.1)(a)
x = layers.LayerNormalization(epsilon=1e-6)(x + a)
f = layers.Dense(64, activation="relu")(x)
f = layers.Dense(32)(f)
f = layers.Dropout(0.1)(f)
x = layers.LayerNormalization(epsilon=1e-6)(x + f)
x = layers.GlobalAveragePooling1D()(x)
model = keras.Model(inputs, layers.Dense(2, activation="softmax")(x))
