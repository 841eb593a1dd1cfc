from keras.models import Sequential
from keras.layers import *
model = Sequential([Dense(8, input_shape=(8,)), Dense(1, activation="rellu")])
