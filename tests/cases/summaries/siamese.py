from keras import Input, Model
from keras.layers import Concatenate, Dense, LSTM

shared = LSTM(64)
left = Input((140, 256))
right = Input((140, 256))
encoded_left = shared(left)
encoded_right = shared(right)
merged = Concatenate(axis=-1)([encoded_left, encoded_right])
model = Model(inputs=[left, right], outputs=Dense(1, activation="sigmoid")(merged))
