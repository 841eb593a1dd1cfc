from keras import Sequential, layers

model = Sequential([layers.Input((4000,)), layers.Dense(3000), layers.Dense(700), layers.Dense(1)])
