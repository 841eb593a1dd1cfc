import keras
from keras import layers

inputs = keras.Input((32,), name="the_input_whose_name_is_far_longer_than_any_column_can_hold")
x = layers.Dense(16, name="a_dense_layer_with_a_name_of_many_words_one_after_the_other")(inputs)
y = layers.Dense(16, name="another-with-dashes-in-its-name-that-is-long-too-oh-yes-it-is")(inputs)
z = layers.Concatenate(name="join")([x, y])
model = keras.Model(
    inputs, z, name="a model whose name is so long that it does not fit into one line of eighty columns"
)
