from keras import Sequential, layers

model = Sequential([layers.Input((30000,)), layers.Dense(20000), layers.Dense(9000), layers.Dense(1)])
