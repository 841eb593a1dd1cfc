from keras.models import Model, Sequential
from keras.layers import *
import keras.backend as K
net = Sequential([Input((28, 28, 1)), Flatten(), Dense(10), Lambda(lambda x: K.l2_normalize(x, axis=-1))])
a, p, n = (Input((28, 28, 1), name=k) for k in ("anchor", "positive", "negative"))
loss = Lambda(lambda t: K.maximum(K.sum(K.square(t[0] - t[1]), axis=1, keepdims=True) - K.sum(K.square(t[0] - t[2]), axis=1, keepdims=True) + 0.2, 0.0))([net(a), net(p), net(n)])
model = Model([a, p, n], loss)
