import keras
from keras import layers

a = keras.Input((4,), name="used")
b = keras.Input((5,), name="unused")
model = keras.Model([a, b], layers.Dense(2)(a))
