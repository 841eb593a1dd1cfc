import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


@tf.keras.utils.register_keras_serializable()
class ClassToken(layers.Layer):
    def build(self, input_shape):
        cls_init = tf.zeros_initializer()
        self.hidden_size = input_shape[-1]
        self.cls = tf.Variable(
            name="cls",
            initial_value=cls_init(shape=(1, 1, self.hidden_size), dtype="float32"),
            trainable=True,
        )

    def call(self, inputs):
        batch_size = tf.shape(inputs)[0]
        cls_broadcasted = tf.cast(
            tf.broadcast_to(self.cls, [batch_size, 1, self.hidden_size]), dtype=inputs.dtype
        )
        return tf.concat([cls_broadcasted, inputs], 1)


@tf.keras.utils.register_keras_serializable()
class AddPositionEmbs(layers.Layer):
    def build(self, input_shape):
        assert len(input_shape) == 3, f"Number of dimensions should be 3, got {len(input_shape)}"
        self.pe = tf.Variable(
            name="pos_embedding",
            initial_value=tf.random_normal_initializer(stddev=0.06)(
                shape=(1, input_shape[1], input_shape[2])
            ),
            dtype="float32",
            trainable=True,
        )

    def call(self, inputs):
        return inputs + tf.cast(self.pe, dtype=inputs.dtype)


class Block(layers.Layer):
    def __init__(self, *args, num_heads, mlp_dim, dropout, **kwargs):
        super().__init__(*args, **kwargs)
        self.num_heads = num_heads
        self.mlp_dim = mlp_dim
        self.dropout = dropout

    def build(self, input_shape):
        self.att = layers.MultiHeadAttention(self.num_heads, input_shape[-1] // self.num_heads)
        self.mlpblock = keras.Sequential(
            [
                layers.Dense(self.mlp_dim, activation="linear"),
                layers.Lambda(lambda x: tf.keras.activations.gelu(x, approximate=False)),
                layers.Dropout(self.dropout),
                layers.Dense(input_shape[-1]),
                layers.Dropout(self.dropout),
            ],
        )
        self.layernorm1 = layers.LayerNormalization(epsilon=1e-6)
        self.layernorm2 = layers.LayerNormalization(epsilon=1e-6)
        self.dropout_layer = layers.Dropout(self.dropout)

    def call(self, inputs, training):
        x = self.layernorm1(inputs)
        x, weights = self.att(x, x, return_attention_scores=True)
        x = self.dropout_layer(x, training=training)
        x = x + inputs
        y = self.layernorm2(x)
        y = self.mlpblock(y)
        return x + y, weights


class ViT(keras.Model):
    def __init__(self, patch=7, hidden=16, depth=2, classes=5):
        super().__init__()
        self.embedding = layers.Conv2D(hidden, patch, strides=patch, padding="valid")
        self.reshape = layers.Reshape((-1, hidden))
        self.token = ClassToken(name="class_token")
        self.position = AddPositionEmbs(name="posembed_input")
        self.blocks = [Block(num_heads=2, mlp_dim=32, dropout=0.1) for n in range(depth)]
        self.norm = layers.LayerNormalization(epsilon=1e-6)
        self.head = layers.Dense(classes)

    def call(self, x, training=False):
        x = self.position(self.token(self.reshape(self.embedding(x))))
        for block in self.blocks:
            x, _ = block(x, training)
        x = self.norm(x)
        x = tf.gather(x, 0, axis=1)
        return self.head(x)


model = ViT()
model.build((None, 28, 28, 3))
