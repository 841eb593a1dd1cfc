from keras.models import Sequential
from keras.layers import *
model = Sequential()
model.add(Input(shape=(10, 32, 32, 3)))
model.add(TimeDistributed(Conv2D(16, (3, 3), activation='relu', padding='same')))
model.add(TimeDistributed(MaxPooling2D((2, 2))))
model.add(TimeDistributed(Flatten()))
model.add(LSTM(32, return_sequences=True))
model.add(LSTM(32))
model.add(Dense(4, activation='softmax'))
