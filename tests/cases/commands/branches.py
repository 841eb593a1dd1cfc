inputs = keras.Input(shape=(32, 32, 3))
a = layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
b = layers.Conv2D(8, 5, padding="same", activation="relu")(inputs)
shared = layers.Dense(4)
joined = layers.concatenate([a, b])
outputs = [shared(layers.Flatten()(joined)), shared(layers.Flatten()(joined))]
model = keras.Model(inputs, outputs)
