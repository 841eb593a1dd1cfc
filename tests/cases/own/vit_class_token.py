import keras
from keras import layers, ops


class ClassToken(layers.Layer):
    def build(self, input_shape):
        self.hidden_size = input_shape[-1]
        self.cls = self.add_weight(
            name="cls", shape=(1, 1, self.hidden_size), initializer="zeros", trainable=True
        )

    def call(self, inputs):
        batch_size = ops.shape(inputs)[0]
        cls_broadcasted = ops.broadcast_to(self.cls, [batch_size, 1, self.hidden_size])
        return ops.concatenate([cls_broadcasted, inputs], 1)


class AddPositionEmbs(layers.Layer):
    def build(self, input_shape):
        assert len(input_shape) == 3, f"Number of dimensions should be 3, got {len(input_shape)}"
        self.pe = self.add_weight(
            shape=(1, input_shape[1], input_shape[2]),
            initializer=keras.initializers.RandomNormal(stddev=0.06),
            name="pos_embedding",
        )

    def call(self, inputs):
        return inputs + ops.cast(self.pe, dtype=inputs.dtype)


class Block(layers.Layer):
    def __init__(self, *args, num_heads, mlp_dim, dropout, **kwargs):
        super().__init__(*args, **kwargs)
        self.num_heads = num_heads
        self.mlp_dim = mlp_dim
        self.dropout = dropout

    def build(self, input_shape):
        self.att = layers.MultiHeadAttention(
            self.num_heads, input_shape[-1] // self.num_heads, name="attention"
        )
        self.mlpblock = keras.Sequential(
            [
                layers.Dense(self.mlp_dim, activation="gelu", name=f"{self.name}_Dense_0"),
                layers.Dropout(self.dropout),
                layers.Dense(input_shape[-1], name=f"{self.name}_Dense_1"),
                layers.Dropout(self.dropout),
            ],
            name="MlpBlock_3",
        )
        self.layernorm1 = layers.LayerNormalization(epsilon=1e-6, name="LayerNorm_0")
        self.layernorm2 = layers.LayerNormalization(epsilon=1e-6, name="LayerNorm_2")
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
        self.blocks = [
            Block(num_heads=2, mlp_dim=32, dropout=0.1, name=f"encoderblock_{n}")
            for n in range(depth)
        ]
        self.norm = layers.LayerNormalization(epsilon=1e-6, name="encoder_norm")
        self.head = layers.Dense(classes, name="head")

    def call(self, x, training=False):
        x = self.position(self.token(self.reshape(self.embedding(x))))
        for block in self.blocks:
            x, _ = block(x, training=training)
        x = self.norm(x)[:, 0]
        return self.head(x)


model = ViT()
model.build((None, 28, 28, 3))
