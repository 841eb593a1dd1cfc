import keras
from keras.layers import *
x = i = keras.Input((12, 6))
x = Bidirectional(GRU(5, return_sequences=True), merge_mode="sum")(x)
x = Bidirectional(LSTM(5, return_sequences=True), "ave")(x)
x = Bidirectional(SimpleRNN(5), merge_mode="mul", name="last")(x)
model = keras.Model(i, x)
