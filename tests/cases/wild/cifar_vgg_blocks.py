from tensorflow.keras.datasets import cifar10
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import *

(x_train, y_train), _ = cifar10.load_data()

def define_model(widths=(32, 64, 128), rate=0.2):
    model = Sequential()
    for i, w in enumerate(widths):
        kw = {"input_shape": x_train.shape[1:]} if i == 0 else {}
        model.add(Conv2D(w, (3, 3), activation='relu', kernel_initializer='he_uniform', padding='same', **kw))
        model.add(BatchNormalization())
        model.add(Conv2D(w, (3, 3), activation='relu', kernel_initializer='he_uniform', padding='same'))
        model.add(BatchNormalization())
        model.add(MaxPooling2D((2, 2)))
        model.add(Dropout(rate + 0.1 * i))
    model.add(Flatten())
    model.add(Dense(128, activation='relu', kernel_initializer='he_uniform'))
    model.add(Dense(10, activation='softmax'))
    return model

model = define_model()
