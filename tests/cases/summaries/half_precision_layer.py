from keras import Sequential, layers

model = Sequential([
    layers.Input((100,)),
    layers.Dense(50, dtype="float16"),
    layers.Dense(50, dtype="float64"),
    layers.Dense(3),
])
