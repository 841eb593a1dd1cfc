from keras import Input, Sequential, layers

inner = Sequential([Input((4,)), layers.Dense(4), layers.BatchNormalization()], trainable=False)
model = Sequential([Input((4,)), inner, layers.Dense(1)])
