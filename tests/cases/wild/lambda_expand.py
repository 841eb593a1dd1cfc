from keras.layers import Input, Lambda, Dense
from keras.models import Model
import keras.backend as K
i = Input((10,))
x = Lambda(lambda t: K.expand_dims(t, axis=-1))(i)
x = Lambda(lambda t: K.mean(t, axis=1))(x)
model = Model(i, Dense(3)(x))
