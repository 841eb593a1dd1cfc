import keras
from keras import layers

i = keras.Input((4,))
x = layers.Dense(3)(i)
y = layers.Dense(2)(i)
model = keras.Model(i, [x, y], name="two_heads")
for number, layer in enumerate(model.layers[1:]):
    layer.name = f"head_{number}"
