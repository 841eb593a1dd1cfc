from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import *
model = Sequential()
model.add(Dense(64, input_dim=20))
model.add(LeakyReLU(0.1))
model.add(Dense(64))
model.add(PReLU())
model.add(Dense(64))
model.add(ELU(alpha=0.5))
model.add(Dense(64, activation=LeakyReLU()))
model.add(Activation("gelu"))
model.add(Dense(3))
model.add(Softmax())
