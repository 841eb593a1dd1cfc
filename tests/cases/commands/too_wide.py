model = keras.Sequential([
    keras.Input(shape=(28,28,1)),
    layers.Conv2D(32, 3, activation='relu'),
    layers.MaxPooling2D(2),
    layers.Conv2D(64, 40, activation='relu'),
    layers.Flatten(),
    layers.Dense(10)
])
