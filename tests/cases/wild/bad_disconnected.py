from keras import Input, Model
from keras.layers import Dense
a, b = Input((4,)), Input((4,))
h = Dense(3)(a)
model = Model(b, Dense(2)(h))
