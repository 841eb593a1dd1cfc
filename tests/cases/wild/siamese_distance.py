from keras.models import Model, Sequential
from keras.layers import Input, Conv2D, Flatten, Dense, Subtract, Dot
def base(shape):
    net = Sequential(name='base')
    net.add(Conv2D(8, 3, activation='relu', input_shape=shape))
    net.add(Flatten())
    net.add(Dense(32))
    return net
left, right = Input((20, 20, 1)), Input((20, 20, 1))
net = base((20, 20, 1))
a, b = net(left), net(right)
d = Dot(axes=1, normalize=True)([a, b])
siamese_net = Model(inputs=[left, right], outputs=Dense(1, activation='sigmoid')(d))
