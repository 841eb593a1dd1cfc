import keras
from keras import layers

steps = keras.Input((3, 4))
h = keras.Input((8,))
c = keras.Input((8,))
y, [h2, c2] = layers.LSTMCell(8)(layers.Flatten()(steps), [h, c])
stack = layers.RNN([layers.GRUCell(5), layers.LSTMCell(6)], return_state=True)
out, first, second = stack(steps)
joined = layers.Concatenate()([y, h2, out, first])
model = keras.Model([steps, h, c], [layers.Dense(2)(joined), c2])
