import keras
from keras import layers

cnn = keras.Sequential([layers.Input((32,32,3)), layers.Conv2D(8,3), layers.GlobalAveragePooling2D()])
i = keras.Input((5,32,32,3))
x = layers.TimeDistributed(cnn)(i)
x = layers.Bidirectional(layers.GRU(4, return_sequences=True), merge_mode="sum")(x)
x = layers.Masking()(x)
model = keras.Model(i, x)
