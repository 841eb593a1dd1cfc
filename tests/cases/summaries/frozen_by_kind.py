import keras
from keras import layers

i = keras.Input((8,8,3))
x = layers.Conv2D(3,3,name="block1")(i)
x = layers.BatchNormalization(name="bn")(x)
x = layers.Flatten()(x)
x = layers.Dense(3, name="head")(x)
model = keras.Model(i, x)
for layer in model.layers:
    layer.trainable = "head" in layer.name
for l in model.layers:
    if isinstance(l, layers.BatchNormalization): l.trainable = True
