import keras
from keras import layers

base = keras.Sequential(
    [keras.Input((32, 32, 3)), layers.Conv2D(32, 3), layers.BatchNormalization(), layers.ReLU()],
    name="base",
)
base.trainable = False
inputs = keras.Input((32, 32, 3))
x = base(inputs)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(2)(x)
model = keras.Model(inputs, outputs)
