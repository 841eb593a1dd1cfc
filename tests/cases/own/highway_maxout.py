import keras
from keras import layers, ops


class Highway(layers.Layer):
    def __init__(self, transform_gate_bias=-2, **kwargs):
        self.transform_gate_bias = transform_gate_bias
        super().__init__(**kwargs)

    def build(self, input_shape):
        dim = input_shape[-1]
        bias = keras.initializers.Constant(self.transform_gate_bias)
        self.dense_1 = layers.Dense(units=dim, bias_initializer=bias)
        self.dense_2 = layers.Dense(units=dim)
        self.dense_1.build(input_shape)
        self.dense_2.build(input_shape)
        super().build(input_shape)

    def call(self, x):
        dim = x.shape[-1]
        transform_gate = self.dense_1(x)
        transform_gate = layers.Activation("sigmoid")(transform_gate)
        carry_gate = layers.Lambda(lambda x: 1.0 - x, output_shape=(dim,))(transform_gate)
        transformed_data = self.dense_2(x)
        transformed_data = layers.Activation("relu")(transformed_data)
        transformed_gated = layers.Multiply()([transform_gate, transformed_data])
        identity_gated = layers.Multiply()([carry_gate, x])
        return layers.Add()([transformed_gated, identity_gated])

    def compute_output_shape(self, input_shape):
        return input_shape


class Maxout(layers.Layer):
    def __init__(self, units, pieces=3):
        super().__init__()
        self.units, self.pieces = units, pieces

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units * self.pieces), name="kernel")
        self.bias = self.add_weight(shape=(self.units * self.pieces,), name="bias", initializer="zeros")

    def call(self, x):
        x = ops.dot(x, self.kernel) + self.bias
        x = ops.reshape(x, (-1, self.units, self.pieces))
        return ops.max(x, axis=-1)


inputs = keras.Input((10,))
x = Highway()(inputs)
x = Highway(name="second")(x)
outputs = Maxout(4)(x)
model = keras.Model(inputs, outputs)
