from keras import Model, layers

i = layers.Input((16,))
x = layers.Dense(8, name="a")(i)
x = layers.Dense(8, name="b")(x)
x = layers.Dense(8, name="c")(x)
model = Model(i, x)
model.trainable = False
model.trainable = True
model.get_layer("a").trainable = False
