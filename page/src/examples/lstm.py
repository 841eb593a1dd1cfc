import keras
from keras import layers

model = keras.Sequential(
    [
        keras.Input((24, 7)),
        layers.Bidirectional(layers.LSTM(32, return_sequences=True)),
        layers.GRU(16),
        layers.Dense(8, activation="relu"),
        layers.Dense(1),
    ]
)
