from keras import Input, Model
from keras.layers import Dense
i = Input(784)
model = Model(i, Dense(3)(i))
