from keras import backend as K
from keras.models import Sequential
from keras.layers import *
from keras.datasets import cifar10
(x_train, y_train), (x_test, y_test) = cifar10.load_data()
if K.image_data_format() == 'channels_first':
    x_train = x_train.reshape(x_train.shape[0], 3, 32, 32)
    input_shape = (3, 32, 32)
else:
    x_train = x_train.reshape(x_train.shape[0], 32, 32, 3)
    input_shape = (32, 32, 3)
model = Sequential()
model.add(Conv2D(32, kernel_size=(3, 3), activation='relu', input_shape=input_shape))
model.add(GlobalMaxPooling2D())
model.add(Dense(len(set(y_train.flatten())), activation='softmax'))
