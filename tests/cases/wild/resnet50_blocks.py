from tensorflow.keras import layers, Model, Input
import tensorflow as tf

def identity_block(input_tensor, kernel_size, filters, stage, block):
    f1, f2, f3 = filters
    conv_name = 'res' + str(stage) + block + '_branch'
    bn_name = 'bn{}{}_branch'.format(stage, block)
    x = layers.Conv2D(f1, (1, 1), name=conv_name + '2a')(input_tensor)
    x = layers.BatchNormalization(axis=3, name=bn_name + '2a')(x)
    x = layers.Activation('relu')(x)
    x = layers.Conv2D(f2, kernel_size, padding='same', name=conv_name + '2b')(x)
    x = layers.BatchNormalization(axis=3, name=bn_name + '2b')(x)
    x = layers.Activation('relu')(x)
    x = layers.Conv2D(f3, (1, 1), name=conv_name + '2c')(x)
    x = layers.BatchNormalization(axis=3, name=bn_name + '2c')(x)
    x = layers.add([x, input_tensor])
    return layers.Activation('relu')(x)

def conv_block(input_tensor, kernel_size, filters, stage, block, strides=(2, 2)):
    f1, f2, f3 = filters
    conv_name = 'res' + str(stage) + block + '_branch'
    bn_name = f'bn{stage}{block}_branch'
    x = layers.Conv2D(f1, (1, 1), strides=strides, name=conv_name + '2a')(input_tensor)
    x = layers.BatchNormalization(axis=3, name=bn_name + '2a')(x)
    x = layers.Activation('relu')(x)
    x = layers.Conv2D(f2, kernel_size, padding='same', name=conv_name + '2b')(x)
    x = layers.BatchNormalization(axis=3, name=bn_name + '2b')(x)
    x = layers.Activation('relu')(x)
    x = layers.Conv2D(f3, (1, 1), name=conv_name + '2c')(x)
    x = layers.BatchNormalization(axis=3, name=bn_name + '2c')(x)
    shortcut = layers.Conv2D(f3, (1, 1), strides=strides, name=conv_name + '1')(input_tensor)
    shortcut = layers.BatchNormalization(axis=3, name=bn_name + '1')(shortcut)
    x = layers.add([x, shortcut])
    return layers.Activation('relu')(x)

def build(input_shape=(64, 64, 3), classes=6):
    inp = Input(input_shape)
    x = layers.ZeroPadding2D((3, 3))(inp)
    x = layers.Conv2D(64, (7, 7), strides=(2, 2), name='conv1')(x)
    x = layers.BatchNormalization(axis=3, name='bn_conv1')(x)
    x = layers.Activation('relu')(x)
    x = layers.MaxPooling2D((3, 3), strides=(2, 2))(x)
    x = conv_block(x, 3, [64, 64, 256], stage=2, block='a', strides=(1, 1))
    x = identity_block(x, 3, [64, 64, 256], stage=2, block='b')
    x = conv_block(x, 3, [128, 128, 512], stage=3, block='a')
    for letter in 'bcd':
        x = identity_block(x, 3, [128, 128, 512], stage=3, block=letter)
    x = layers.AveragePooling2D((2, 2), name='avg_pool')(x)
    x = layers.Flatten()(x)
    x = layers.Dense(classes, activation='softmax', name='fc' + str(classes))(x)
    return Model(inputs=inp, outputs=x, name='ResNet')
model = build()
