# --input None,10
import keras
from keras import layers, ops


class CausalAttention(layers.Layer):
    def __init__(self, n_head, n_embd, block_size):
        super().__init__()
        assert n_embd % n_head == 0
        self.n_head = n_head
        self.c_attn = layers.Dense(3 * n_embd)
        self.c_proj = layers.Dense(n_embd)
        self.bias = ops.tril(ops.ones((block_size, block_size)))

    def call(self, x):
        B, T, C = ops.shape(x)
        q, k, v = ops.split(self.c_attn(x), 3, axis=2)
        k = ops.transpose(ops.reshape(k, (B, T, self.n_head, C // self.n_head)), (0, 2, 1, 3))
        q = ops.transpose(ops.reshape(q, (B, T, self.n_head, C // self.n_head)), (0, 2, 1, 3))
        v = ops.transpose(ops.reshape(v, (B, T, self.n_head, C // self.n_head)), (0, 2, 1, 3))
        att = (q @ ops.swapaxes(k, -2, -1)) * (1.0 / (k.shape[-1] ** 0.5))
        att = ops.where(self.bias[:T, :T] == 0, float("-inf"), att)
        att = ops.softmax(att, axis=-1)
        y = ops.reshape(ops.transpose(att @ v, (0, 2, 1, 3)), (B, T, C))
        return self.c_proj(y)


class Block(layers.Layer):
    def __init__(self, n_head, n_embd, block_size):
        super().__init__()
        self.ln_1 = layers.LayerNormalization()
        self.attn = CausalAttention(n_head, n_embd, block_size)
        self.ln_2 = layers.LayerNormalization()
        self.mlp = keras.Sequential(
            [layers.Dense(4 * n_embd), layers.Activation("gelu"), layers.Dense(n_embd)]
        )

    def call(self, x):
        x = x + self.attn(self.ln_1(x))
        x = x + self.mlp(self.ln_2(x))
        return x


class GPT(keras.Model):
    def __init__(self, vocab_size=65, block_size=16, n_layer=2, n_head=2, n_embd=16):
        super().__init__()
        self.block_size = block_size
        self.wte = layers.Embedding(vocab_size, n_embd)
        self.wpe = layers.Embedding(block_size, n_embd)
        self.h = [Block(n_head, n_embd, block_size) for _ in range(n_layer)]
        self.ln_f = layers.LayerNormalization()
        self.lm_head = layers.Dense(vocab_size, use_bias=False)

    def call(self, idx):
        t = idx.shape[1]
        assert t <= self.block_size, f"Cannot forward sequence of length {t}"
        pos = ops.expand_dims(ops.arange(0, t, dtype="int32"), 0)
        x = self.wte(idx) + self.wpe(pos)
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


model = GPT()
