from tensorflow.keras.layers import Input, Dense, Lambda
from tensorflow.keras.models import Model
import tensorflow as tf
x = Input(shape=(20,))
m, v = Dense(2)(x), Dense(2)(x)
def sample(args):
    m, v = args
    eps = tf.random.normal(shape=(tf.shape(m)[0], tf.shape(m)[1]))
    return m + tf.exp(v * .5) * eps
z = Lambda(sample)([m, v])
model = Model(x, Dense(20)(z))
