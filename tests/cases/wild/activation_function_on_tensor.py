import tensorflow as tf
from tensorflow import keras
i = keras.Input((16,))
x = keras.layers.Dense(8)(i)
x = tf.nn.relu(x)
x = keras.layers.Dense(4)(x)
x = keras.activations.softmax(x)
model = keras.Model(i, x)
