import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input(batch_shape=(8, 20, 4)))
model.add(layers.LSTM(16, return_sequences=True, stateful=True))
model.add(layers.GRU(8, reset_after=False))
model.add(layers.Dense(1))
