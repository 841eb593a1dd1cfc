import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="MyLayers")
class Antirectifier(layers.Layer):
    def __init__(self, initializer="he_normal", **kwargs):
        super().__init__(**kwargs)
        self.initializer = keras.initializers.get(initializer)

    def build(self, input_shape):
        output_dim = input_shape[-1]
        self.kernel = self.add_weight(
            shape=(output_dim * 2, output_dim),
            initializer=self.initializer,
            name="kernel",
            trainable=True,
        )

    def call(self, inputs):
        inputs -= ops.mean(inputs, axis=-1, keepdims=True)
        pos = ops.relu(inputs)
        neg = ops.relu(-inputs)
        concatenated = ops.concatenate([pos, neg], axis=-1)
        return ops.matmul(concatenated, self.kernel)

    def get_config(self):
        base_config = super().get_config()
        config = {"initializer": keras.initializers.serialize(self.initializer)}
        return dict(list(base_config.items()) + list(config.items()))


@keras.saving.register_keras_serializable()
class Scaled(layers.Layer):
    def __init__(self, factor, units, **kwargs):
        super().__init__(**kwargs)
        self.factor, self.units = factor, units
        self.dense = layers.Dense(units)

    def call(self, x):
        return self.dense(x) * self.factor

    def get_config(self):
        return {**super().get_config(), "factor": self.factor, "units": self.units}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


layer = Scaled(3, 5, name="scaled")
clone = Scaled.from_config(layer.get_config())
model = keras.Sequential([keras.Input(shape=(14,)), layers.Dense(10), Antirectifier(), clone])
