from keras import Input, Model
from keras.layers import Dense

inputs = Input(shape=(784,))
x = Dense(512, activation="relu")(inputs)
x = Dense(512, activation="relu")(x)
outputs = Dense(10, activation="softmax")(x)
model = Model(inputs=inputs, outputs=outputs)
