import keras
from keras import layers, ops
model = keras.Sequential([layers.Dense(2, activation="relu"), layers.Dense(3, activation="relu"), layers.Dense(4)])
x = ops.ones((1, 4))
y = model(x)
print(len(model.weights))
