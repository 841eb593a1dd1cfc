import keras
from keras import layers
base = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(16, 3), layers.BatchNormalization(), layers.Conv2D(32, 3), layers.BatchNormalization(), layers.GlobalMaxPooling2D()], name="base")
base.trainable = False
inputs = keras.Input((32, 32, 3))
x = base(inputs, training=False)
outputs = layers.Dense(5)(x)
model = keras.Model(inputs, outputs)
base.trainable = True
for layer in base.layers[:-2]:
    layer.trainable = False
for layer in base.layers:
    if isinstance(layer, layers.BatchNormalization):
        layer.trainable = False
model.summary(show_trainable=True)
