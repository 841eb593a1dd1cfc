from keras.layers import *
from keras.models import Sequential
m = Sequential()
m.add(InputLayer((40, 40, 3)))
m.add(Conv2D(16, 5, 2, "same", None, 1, 1, "relu", False))
m.add(MaxPooling2D(2, 2, "valid"))
m.add(SeparableConv2D(8, 3, 1, "same"))
m.add(DepthwiseConv2D(3, 1, "same", 2))
m.add(Conv2DTranspose(4, 3, 2, "same"))
m.add(BatchNormalization(-1, 0.9))
m.add(Reshape((20, -1)))
m.add(LSTM(7, "tanh", "sigmoid", True))
m.add(Dense(5, "softmax", True, "he_normal"))
