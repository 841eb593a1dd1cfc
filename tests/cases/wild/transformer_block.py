import keras
from keras import layers
inputs = keras.Input((100, 32))
x = layers.LayerNormalization(epsilon=1e-6)(inputs)
x = layers.MultiHeadAttention(key_dim=8, num_heads=4, dropout=0.1)(x, x)
x = layers.Dropout(0.1)(x)
model = keras.Model(inputs, x)
