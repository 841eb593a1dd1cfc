import talos
from keras.models import Sequential
from keras.layers import Dense, Dropout
def iris_model(x_train, y_train, x_val, y_val, params):
    model = Sequential()
    model.add(Dense(params['first_neuron'], input_dim=x_train.shape[1], activation=params['activation']))
    model.add(Dropout(params['dropout']))
    model.add(Dense(y_train.shape[1], activation=params['last_activation']))
    model.compile(optimizer=params['optimizer'], loss=params['losses'])
    out = model.fit(x_train, y_train, epochs=params['epochs'], verbose=0)
    return out, model
