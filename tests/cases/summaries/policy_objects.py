import keras
from keras import layers, mixed_precision

policy = mixed_precision.Policy("mixed_float16")
mixed_precision.set_global_policy(policy)
model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2, dtype=keras.DTypePolicy("float16"))])
