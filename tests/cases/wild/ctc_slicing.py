from keras.layers import *
from keras.models import Model
inp = Input((32, 128, 1))
x = Conv2D(16, (3, 3), activation='relu', padding='same')(inp)
x = MaxPool2D(pool_size=(32, 2))(x)
squeezed = Lambda(lambda x: K.squeeze(x, 1))(x)
y = Bidirectional(LSTM(8, return_sequences=True))(squeezed)
model = Model(inp, Dense(27, activation='softmax')(y))
