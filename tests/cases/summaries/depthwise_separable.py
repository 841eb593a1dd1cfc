import keras
from keras import layers

inputs = keras.Input((224, 224, 3))
x = layers.ZeroPadding2D(((0, 1), (0, 1)), name="conv1_pad")(inputs)
x = layers.Conv2D(32, 3, strides=2, use_bias=False, name="conv1")(x)
x = layers.BatchNormalization(name="conv1_bn")(x)
x = layers.ReLU(6.0, name="conv1_relu")(x)
x = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
x = layers.SeparableConv2D(64, 3, padding="same")(x)
x = layers.GlobalAveragePooling2D(keepdims=True)(x)
x = layers.Flatten()(x)
model = keras.Model(inputs, x, name="mobile")
