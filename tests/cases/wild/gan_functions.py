from keras.layers import Input, Dense, LeakyReLU
from keras.models import Model, Sequential
def build_generator(z=100):
    return Sequential([Input((z,)), Dense(128), LeakyReLU(0.2), Dense(784, activation="tanh")], name="generator")
def build_discriminator():
    return Sequential([Input((784,)), Dense(128), LeakyReLU(0.2), Dense(1, activation="sigmoid")], name="discriminator")
def build_gan():
    g, d = build_generator(), build_discriminator()
    d.trainable = False
    z = Input((100,))
    return g, d, Model(z, d(g(z)), name="gan")
