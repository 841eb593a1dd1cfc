# --input None,8 --input None,6
import keras
import numpy as np
from keras import layers, ops


def scaled_dot_product_attention(q, k, v, mask):
    matmul_qk = ops.matmul(q, ops.transpose(k, (0, 1, 3, 2)))
    dk = ops.cast(ops.shape(k)[-1], "float32")
    scaled_attention_logits = matmul_qk / ops.sqrt(dk)
    if mask is not None:
        scaled_attention_logits += mask * -1e9
    attention_weights = ops.softmax(scaled_attention_logits, axis=-1)
    return ops.matmul(attention_weights, v), attention_weights


def get_angles(pos, i, d_model):
    angle_rates = 1 / np.power(10000, (2 * (i // 2)) / np.float32(d_model))
    return pos * angle_rates


def positional_encoding(position, d_model):
    angle_rads = get_angles(np.arange(position)[:, np.newaxis], np.arange(d_model)[np.newaxis, :], d_model)
    angle_rads[:, 0::2] = np.sin(angle_rads[:, 0::2])
    angle_rads[:, 1::2] = np.cos(angle_rads[:, 1::2])
    pos_encoding = angle_rads[np.newaxis, ...]
    return ops.cast(pos_encoding, dtype="float32")


def create_padding_mask(seq):
    seq = ops.cast(ops.equal(seq, 0), "float32")
    return seq[:, np.newaxis, np.newaxis, :]


def create_look_ahead_mask(size):
    return 1 - ops.tril(ops.ones((size, size)))


class MultiHeadAttention(layers.Layer):
    def __init__(self, d_model, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.d_model = d_model
        assert d_model % self.num_heads == 0
        self.depth = d_model // self.num_heads
        self.wq = layers.Dense(d_model)
        self.wk = layers.Dense(d_model)
        self.wv = layers.Dense(d_model)
        self.dense = layers.Dense(d_model)

    def split_heads(self, x, batch_size):
        x = ops.reshape(x, (batch_size, -1, self.num_heads, self.depth))
        return ops.transpose(x, (0, 2, 1, 3))

    def call(self, v, k, q, mask):
        batch_size = ops.shape(q)[0]
        q = self.split_heads(self.wq(q), batch_size)
        k = self.split_heads(self.wk(k), batch_size)
        v = self.split_heads(self.wv(v), batch_size)
        scaled_attention, attention_weights = scaled_dot_product_attention(q, k, v, mask)
        scaled_attention = ops.transpose(scaled_attention, (0, 2, 1, 3))
        concat_attention = ops.reshape(scaled_attention, (batch_size, -1, self.d_model))
        return self.dense(concat_attention), attention_weights


def point_wise_feed_forward_network(d_model, dff):
    return keras.Sequential([layers.Dense(dff, activation="relu"), layers.Dense(d_model)])


class EncoderLayer(layers.Layer):
    def __init__(self, d_model, num_heads, dff, rate=0.1):
        super().__init__()
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ffn = point_wise_feed_forward_network(d_model, dff)
        self.layernorm1 = layers.LayerNormalization(epsilon=1e-6)
        self.layernorm2 = layers.LayerNormalization(epsilon=1e-6)
        self.dropout1 = layers.Dropout(rate)
        self.dropout2 = layers.Dropout(rate)

    def call(self, x, training, mask):
        attn_output, _ = self.mha(x, x, x, mask)
        out1 = self.layernorm1(x + self.dropout1(attn_output, training=training))
        ffn_output = self.dropout2(self.ffn(out1), training=training)
        return self.layernorm2(out1 + ffn_output)


class DecoderLayer(layers.Layer):
    def __init__(self, d_model, num_heads, dff, rate=0.1):
        super().__init__()
        self.mha1 = MultiHeadAttention(d_model, num_heads)
        self.mha2 = MultiHeadAttention(d_model, num_heads)
        self.ffn = point_wise_feed_forward_network(d_model, dff)
        self.norms = [layers.LayerNormalization(epsilon=1e-6) for _ in range(3)]

    def call(self, x, enc_output, training, look_ahead_mask, padding_mask):
        attn1, weights1 = self.mha1(x, x, x, look_ahead_mask)
        out1 = self.norms[0](attn1 + x)
        attn2, weights2 = self.mha2(enc_output, enc_output, out1, padding_mask)
        out2 = self.norms[1](attn2 + out1)
        return self.norms[2](self.ffn(out2) + out2), weights1, weights2


class Transformer(keras.Model):
    def __init__(self, num_layers, d_model, num_heads, dff, source_vocab, target_vocab, limit):
        super().__init__()
        self.source = layers.Embedding(source_vocab, d_model)
        self.target = layers.Embedding(target_vocab, d_model)
        self.pos_encoding = positional_encoding(limit, d_model)
        self.d_model = d_model
        self.encoder = [EncoderLayer(d_model, num_heads, dff) for _ in range(num_layers)]
        self.decoder = [DecoderLayer(d_model, num_heads, dff) for _ in range(num_layers)]
        self.final_layer = layers.Dense(target_vocab)

    def embed(self, table, x):
        seq_len = ops.shape(x)[1]
        x = table(x) * ops.sqrt(ops.cast(self.d_model, "float32"))
        return x + self.pos_encoding[:, :seq_len, :]

    def create_masks(self, inp, tar):
        padding = create_padding_mask(inp)
        look_ahead = create_look_ahead_mask(ops.shape(tar)[1])
        look_ahead = ops.maximum(create_padding_mask(tar), look_ahead)
        return padding, look_ahead

    def call(self, inp, tar, training=False):
        padding_mask, look_ahead_mask = self.create_masks(inp, tar)
        x = self.embed(self.source, inp)
        for layer in self.encoder:
            x = layer(x, training=training, mask=padding_mask)
        y = self.embed(self.target, tar)
        attention_weights = {}
        for i, layer in enumerate(self.decoder):
            y, block1, block2 = layer(
                y, x, training=training, look_ahead_mask=look_ahead_mask, padding_mask=padding_mask
            )
            attention_weights[f"decoder_layer{i + 1}_block1"] = block1
            attention_weights[f"decoder_layer{i + 1}_block2"] = block2
        return self.final_layer(y), attention_weights


model = Transformer(2, 16, 2, 24, 40, 50, 100)
