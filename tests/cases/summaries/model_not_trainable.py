from keras import Model, layers

i = layers.Input((16,))
model = Model(i, layers.Dense(8)(layers.BatchNormalization()(i)))
model.trainable = False
