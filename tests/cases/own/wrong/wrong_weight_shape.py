# at: project
import keras
from keras import layers, ops


class Project(layers.Layer):
    def __init__(self, units=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units / 2), name="w")  # <-

    def call(self, x):
        return ops.matmul(x, self.w)


inputs = keras.Input((6,))
model = keras.Model(inputs, Project(8, name="project")(inputs))
