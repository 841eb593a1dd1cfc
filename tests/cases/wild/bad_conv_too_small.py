from keras.models import Sequential
from keras.layers import *
model = Sequential()
model.add(Conv2D(32, 5, input_shape=(8, 8, 1)))
model.add(MaxPooling2D(4))
model.add(Conv2D(64, 3))
