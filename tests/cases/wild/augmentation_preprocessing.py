import tensorflow as tf
from tensorflow.keras import layers
data_augmentation = tf.keras.Sequential([
  layers.RandomFlip("horizontal", input_shape=(180, 180, 3)),
  layers.RandomRotation(0.1),
])
model = tf.keras.Sequential([data_augmentation, layers.Rescaling(1./255), layers.Conv2D(16, 3, padding='same', activation='relu'), layers.Dense(5)])
