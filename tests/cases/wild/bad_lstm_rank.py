from keras.models import Sequential
from keras.layers import *
model = Sequential()
model.add(LSTM(50, input_shape=(10, 3)))
model.add(LSTM(50))
