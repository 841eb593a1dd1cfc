import keras
from keras import layers
frame = keras.Sequential([keras.Input((24, 24, 3)), layers.Conv2D(4, 3, activation="relu"), layers.GlobalAveragePooling2D()])
video = keras.Input((5, 24, 24, 3))
x = layers.TimeDistributed(frame)(video)
x = layers.GRU(16)(x)
model = keras.Model(video, layers.Dense(3, activation="softmax")(x))
