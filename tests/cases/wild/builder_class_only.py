from keras.models import Sequential
from keras.layers import Conv2D, Flatten, Dense
class MiniVGG:
    @staticmethod
    def build(width, height, depth, classes):
        model = Sequential()
        model.add(Conv2D(32, (3, 3), padding="same", input_shape=(height, width, depth)))
        model.add(Flatten())
        model.add(Dense(classes, activation="softmax"))
        return model
