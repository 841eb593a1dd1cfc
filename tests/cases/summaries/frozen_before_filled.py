from keras import Input, Sequential, layers

inner = Sequential(name="inner")
inner.add(Input((4,)))
inner.add(layers.Dense(4))
inner.trainable = False
inner.add(layers.Dense(4))
model = Sequential([Input((4,)), inner, layers.Dense(1)])
