import keras
from keras import layers

i = keras.Input((10,4))
out, fh, fc, bh, bc = layers.Bidirectional(layers.LSTM(8, return_state=True, return_sequences=True))(i)
h = layers.Concatenate()([fh, bh])
c = layers.Concatenate()([fc, bc])
d = keras.Input((None, 4))
y, s1, s2 = layers.LSTM(16, return_sequences=True, return_state=True)(d, initial_state=[h, c])
model = keras.Model([i, d], layers.TimeDistributed(layers.Dense(3))(y))
