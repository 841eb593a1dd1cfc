from keras import Sequential, layers

encoder = Sequential(
    [layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(128, activation="relu"),
     layers.Dense(32, activation="relu")],
    name="encoder",
)
decoder = Sequential(
    [layers.Input((32,)), layers.Dense(128, activation="relu"), layers.Dense(784),
     layers.Reshape((28, 28, 1))],
    name="decoder",
)
autoencoder = Sequential([encoder, decoder])
