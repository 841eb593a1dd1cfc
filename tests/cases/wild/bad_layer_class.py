from keras.models import Sequential
from keras.layers import Dense, Flatten
model = Sequential()
model.add(Dense(3, input_shape=(4, 4)))
model.add(Flatten)
model.add(Dense(2))
