from keras.models import Sequential
from keras.layers import LSTM, Dense
def make(shape):
    model = Sequential()
    model.add(LSTM(16, return_sequences=True, input_shape=shape))
    model.add(LSTM(4))
    model.add(Dense(1))
    return model
model = make(train.shape[1:])
