from keras import Sequential, layers

model = Sequential([
    layers.Input((64, 64, 3)),
    layers.Conv2D(8, 3, trainable=False),
    layers.BatchNormalization(),
    layers.Conv2D(16, 3),
    layers.BatchNormalization(trainable=False),
    layers.Flatten(),
    layers.Dense(10),
])
for layer in model.layers[:-3]:
    layer.trainable = False
model.layers[2].trainable = True
