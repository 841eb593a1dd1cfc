from keras.models import Sequential
from keras.layers import Dense
model = Sequential([Dense(8), Dense(4)])
model.fit(X_train, y_train, epochs=3)
