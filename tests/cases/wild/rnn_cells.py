import keras
from keras import layers
model = keras.Sequential([keras.Input((10, 4)), layers.RNN([layers.LSTMCell(8), layers.LSTMCell(8)]), layers.Dense(2)])
