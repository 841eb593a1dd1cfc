import keras
from keras import layers

enc = keras.Sequential(name="enc")
enc.add(layers.Conv2D(4,3,input_shape=(16,16,1)))
enc.add(layers.Flatten())
dec = keras.Sequential([layers.Dense(9), layers.Reshape((3,3,1))])
ae = keras.Sequential()
ae.add(enc)
ae.add(dec)
ae.add(layers.UpSampling2D(2))
