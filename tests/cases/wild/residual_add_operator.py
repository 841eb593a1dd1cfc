import keras
from keras import layers
inp = keras.Input((10, 10, 8))
x = inp
for i in range(3):
    y = layers.Conv2D(8, 3, padding="same", activation="relu", name=f"conv_{i}")(x)
    x = x + y
y = layers.GlobalAveragePooling2D()(x)
gate = layers.Dense(8, activation="sigmoid")(y)
out = y * gate
model = keras.Model(inp, layers.Dense(2)(out))
