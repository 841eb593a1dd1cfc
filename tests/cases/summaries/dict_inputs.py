import keras
from keras import layers

inputs = {
    "zeta": keras.Input((3,), name="zeta"),
    "alpha": keras.Input((5,), name="alpha"),
    "mid": keras.Input((2,), batch_size=16, name="mid"),
}
parts = [layers.Dense(4)(inputs[key]) for key in inputs]
x = layers.Add()(parts)
model = keras.Model(inputs, {"b": layers.Dense(1)(x), "a": layers.Dense(2)(x)})
