from keras.layers import Conv1D, Input, MaxPooling1D
from keras.models import Sequential

model = Sequential([Input((60, 1)), Conv1D(7, 40), Conv1D(10, 16), MaxPooling1D(3)])
