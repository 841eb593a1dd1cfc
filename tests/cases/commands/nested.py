from keras import Input, Model, Sequential, layers

encoder = Sequential(
    [
        Input((16, 8)),
        layers.Conv1D(4, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(6),
    ],
    name="encoder",
)
left, right = Input((16, 8), name="left"), Input((16, 8), name="right")
distance = layers.Subtract(name="distance")([encoder(left), encoder(right)])
model = Model([left, right], layers.Dense(1, activation="sigmoid", name="same")(distance))
