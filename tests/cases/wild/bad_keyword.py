from keras.models import Sequential
from keras.layers import Dense
model = Sequential([Dense(8, input_shape=(8,)), Dense(1, activaton="relu")])
