from keras import layers, models

model = models.Sequential(name="regression")
model.add(layers.Dense(64, activation="relu"))
model.add(layers.Dense(64, activation="relu"))
model.add(layers.Dense(1))
model.build((None, 13))
