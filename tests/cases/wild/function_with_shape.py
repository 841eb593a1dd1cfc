from keras.layers import Input, Conv2D, MaxPooling2D, Flatten, Dense
from keras.models import Model
def build_vgg(input_shape, num_classes):
    inp = Input(shape=input_shape)
    x = Conv2D(8, (3, 3), activation="relu", padding="same")(inp)
    x = MaxPooling2D()(x)
    x = Flatten()(x)
    return Model(inp, Dense(num_classes, activation="softmax")(x))
