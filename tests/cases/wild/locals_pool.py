from keras.models import Model
from keras.layers import *
def fire(x, squeeze, expand):
    y = Conv2D(squeeze, 1, activation='relu')(x)
    return concatenate([Conv2D(expand, 1, activation='relu')(y), Conv2D(expand, 3, padding='same', activation='relu')(y)])
img = Input(shape=image_shape)
x = Conv2D(8, 3)(img)
x = fire(x, 4, 8)
model = Model(img, GlobalAveragePooling2D()(x))
