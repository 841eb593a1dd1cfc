from keras import Model, layers

i = layers.Input((4,))
frozen = Model(i, layers.Dense(3)(i), trainable=False)
j = layers.Input((4,))
model = Model(j, layers.Dense(2)(frozen(j)))
