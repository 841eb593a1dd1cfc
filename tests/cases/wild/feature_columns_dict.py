import tensorflow as tf
inputs = {name: tf.keras.Input(shape=(1,), name=name) for name in ["age", "fare", "sex"]}
x = tf.keras.layers.Concatenate()(list(inputs.values()))
x = tf.keras.layers.Dense(16, activation="relu")(x)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1)(x))
