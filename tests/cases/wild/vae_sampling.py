from keras.layers import Input, Dense, Lambda
from keras.models import Model
from keras import backend as K
original_dim, intermediate_dim, latent_dim = 784, 256, 2
x = Input(shape=(original_dim,))
h = Dense(intermediate_dim, activation='relu')(x)
z_mean = Dense(latent_dim)(h)
z_log_sigma = Dense(latent_dim)(h)
def sampling(args):
    z_mean, z_log_sigma = args
    batch = K.shape(z_mean)[0]
    dim = K.int_shape(z_mean)[1]
    epsilon = K.random_normal(shape=(batch, dim))
    return z_mean + K.exp(z_log_sigma / 2) * epsilon
z = Lambda(sampling, output_shape=(latent_dim,), name='z')([z_mean, z_log_sigma])
h_decoded = Dense(intermediate_dim, activation='relu')(z)
vae = Model(x, Dense(original_dim, activation='sigmoid')(h_decoded))
