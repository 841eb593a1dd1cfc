import keras
from keras import layers, ops


class LoraLayer(layers.Layer):
    def __init__(self, original_layer, rank=4, alpha=32, trainable=False, **kwargs):
        name = f"lora_{original_layer.name}"
        kwargs.pop("name", None)
        super().__init__(name=name, trainable=trainable, **kwargs)
        self.rank = rank
        self._scale = alpha / rank
        self.original_layer = original_layer
        self.original_layer.trainable = False
        self.A = layers.Dense(
            units=rank, use_bias=False, trainable=trainable, name="lora_A",
            kernel_initializer=keras.initializers.VarianceScaling(scale=1.0, mode="fan_in"),
        )
        self.B = layers.Dense(
            units=original_layer.units, use_bias=False, kernel_initializer="zeros",
            trainable=trainable, name="lora_B",
        )

    def call(self, inputs):
        original_output = self.original_layer(inputs)
        lora_output = self.B(self.A(inputs)) * self._scale
        return original_output + lora_output


inputs = keras.Input((24,))
x = LoraLayer(layers.Dense(16, name="first"), trainable=True)(inputs)
x = layers.ReLU()(x)
x = LoraLayer(layers.Dense(8, name="second"), rank=2, trainable=True)(x)
model = keras.Model(inputs, x)
