import keras
def make(kind, *a, **k):
    return getattr(keras.layers, kind)(*a, **k)
x = i = keras.Input((16, 4))
for kind, args in [("Conv1D", (8, 3)), ("BatchNormalization", ()), ("MaxPooling1D", (2,)), ("LSTM", (12,)), ("Dense", (2,))]:
    x = make(kind, *args)(x)
model = keras.Model(i, x)
