import keras
from keras import layers, ops


class MoE(layers.Layer):
    def __init__(self, num_experts, units, **kwargs):
        super().__init__(**kwargs)
        self.num_experts = num_experts
        self.experts = [
            keras.Sequential([layers.Dense(units * 2, activation="relu"), layers.Dense(units)])
            for _ in range(num_experts)
        ]
        self.gate = layers.Dense(num_experts, activation="softmax")

    def call(self, x):
        weights = self.gate(x)
        outputs = ops.stack([expert(x) for expert in self.experts], axis=1)
        return ops.einsum("be,beu->bu", weights, outputs)


class Switch(layers.Layer):
    """One weight tensor for all experts."""

    def __init__(self, num_experts, units):
        super().__init__()
        self.num_experts, self.units = num_experts, units

    def build(self, input_shape):
        self.kernel = self.add_weight(
            shape=(self.num_experts, input_shape[-1], self.units), name="experts"
        )
        self.router = layers.Dense(self.num_experts, use_bias=False)

    def call(self, x):
        gates = ops.softmax(self.router(x))
        top, index = ops.top_k(gates, k=2)
        mask = ops.sum(ops.one_hot(index, self.num_experts), axis=1)
        outputs = ops.einsum("bd,edu->beu", x, self.kernel)
        return ops.sum(outputs * ops.expand_dims(gates * mask, -1), axis=1)


inputs = keras.Input((10,))
x = MoE(3, 8)(inputs)
x = Switch(4, 6)(x)
model = keras.Model(inputs, x)
