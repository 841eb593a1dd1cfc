from keras import Sequential, layers

model = Sequential()
model.add(layers.Input((60, 4)))
model.add(layers.LSTM(8))
model.add(layers.LSTM(4))
model.add(layers.Dense(3))
