from keras import Input, Sequential
from keras.layers import Dense

model = Sequential([Input((8,)), Dense(8), Dense(8), Dense(8), Dense(2)])
