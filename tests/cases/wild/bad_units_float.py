from keras.models import Sequential
from keras.layers import *
n = 25
model = Sequential([Input((n,)), Dense(n / 2), Dense(1)])
