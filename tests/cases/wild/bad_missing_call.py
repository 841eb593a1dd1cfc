from keras import Input, Model
from keras.layers import Dense, Dropout
i = Input((4,))
x = Dense(3)(i)
x = Dropout(0.2)
x = Dense(2)(x)
model = Model(i, x)
