"""Vision Transformer: patches of an image as words of a sentence, and one word for the answer."""

TEXT = """
from collections import namedtuple

ConvStemConfig = namedtuple(
    "ConvStemConfig",
    ["out_channels", "kernel_size", "stride", "norm_layer", "activation_layer"],
    defaults=[nn.BatchNorm2d, nn.ReLU])


class MLPBlock(MLP):
    def __init__(self, in_dim, mlp_dim, dropout):
        super().__init__(in_dim, [mlp_dim, in_dim], activation_layer=nn.GELU, inplace=None,
                         dropout=dropout)


class EncoderBlock(nn.Module):
    def __init__(self, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout,
                 norm_layer=partial(nn.LayerNorm, eps=1e-6)):
        super().__init__()
        self.num_heads = num_heads
        self.ln_1 = norm_layer(hidden_dim)
        self.self_attention = nn.MultiheadAttention(
            hidden_dim, num_heads, dropout=attention_dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.ln_2 = norm_layer(hidden_dim)
        self.mlp = MLPBlock(hidden_dim, mlp_dim, dropout)

    def forward(self, input):
        read = self.ln_1(input)
        found, _ = self.self_attention(read, read, read, need_weights=False)
        x = self.dropout(found) + input
        return x + self.mlp(self.ln_2(x))


class Encoder(nn.Module):
    def __init__(self, seq_length, num_layers, num_heads, hidden_dim, mlp_dim, dropout,
                 attention_dropout, norm_layer=partial(nn.LayerNorm, eps=1e-6)):
        super().__init__()
        self.pos_embedding = nn.Parameter(torch.empty(1, seq_length, hidden_dim))
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.Sequential({
            f"encoder_layer_{i}": EncoderBlock(num_heads, hidden_dim, mlp_dim, dropout,
                                               attention_dropout, norm_layer)
            for i in range(num_layers)})
        self.ln = norm_layer(hidden_dim)

    def forward(self, input):
        return self.ln(self.layers(self.dropout(input + self.pos_embedding)))


class VisionTransformer(nn.Module):
    def __init__(self, image_size, patch_size, num_layers, num_heads, hidden_dim, mlp_dim,
                 dropout=0.0, attention_dropout=0.0, num_classes=1000, representation_size=None,
                 norm_layer=partial(nn.LayerNorm, eps=1e-6), conv_stem_configs=None):
        super().__init__()
        if image_size % patch_size != 0:
            raise AssertionError("Input shape indivisible by patch size!")
        self.image_size, self.patch_size, self.hidden_dim = image_size, patch_size, hidden_dim
        self.mlp_dim, self.num_classes = mlp_dim, num_classes
        self.attention_dropout, self.dropout = attention_dropout, dropout
        self.representation_size, self.norm_layer = representation_size, norm_layer
        self.conv_proj = nn.Conv2d(3, hidden_dim, kernel_size=patch_size, stride=patch_size)
        if conv_stem_configs is not None:
            self.conv_proj = self._stem(conv_stem_configs, hidden_dim)
        self.seq_length = (image_size // patch_size) ** 2 + 1
        self.class_token = nn.Parameter(torch.zeros(1, 1, hidden_dim))
        self.encoder = Encoder(self.seq_length, num_layers, num_heads, hidden_dim, mlp_dim,
                               dropout, attention_dropout, norm_layer)
        self.heads = nn.Sequential(self._heads(representation_size))

    def _stem(self, configs, hidden_dim):
        parts, width = nn.Sequential(), 3
        for i, cnf in enumerate(configs):
            parts.add_module(f"conv_bn_relu_{i}", Conv2dNormActivation(
                width, cnf.out_channels, cnf.kernel_size, cnf.stride, norm_layer=cnf.norm_layer,
                activation_layer=cnf.activation_layer))
            width = cnf.out_channels
        parts.add_module("conv_last", nn.Conv2d(width, hidden_dim, kernel_size=1))
        return parts

    def _heads(self, inner):
        if inner is None:
            return {"head": nn.Linear(self.hidden_dim, self.num_classes)}
        return {"pre_logits": nn.Linear(self.hidden_dim, inner), "act": nn.Tanh(),
                "head": nn.Linear(inner, self.num_classes)}

    def _process_input(self, x):
        batch, _, height, width = x.shape
        for name, size in (("height", height), ("width", width)):
            if size != self.image_size:
                raise AssertionError(f"Wrong image {name}! Expected {self.image_size} "
                                     f"but got {size}!")
        rows, columns = height // self.patch_size, width // self.patch_size
        x = self.conv_proj(x).reshape(batch, self.hidden_dim, rows * columns)
        return x.permute(0, 2, 1)

    def forward(self, x):
        x = self._process_input(x)
        answer = self.class_token.expand(x.shape[0], -1, -1)
        x = self.encoder(torch.cat([answer, x], dim=1))
        return self.heads(x[:, 0])


_SIDES = {16: {768: 384, 1024: 512}, 14: {1280: 518}}


def _vision_transformer(patch_size, num_layers, num_heads, hidden_dim, mlp_dim, weights,
                        progress=True, **kwargs):
    weights, kwargs = _settled(weights, kwargs)
    name = weights if isinstance(weights, str) else getattr(weights, "name", "")
    if name == "IMAGENET1K_SWAG_E2E_V1":
        kwargs["image_size"] = _SIDES[patch_size][hidden_dim]
    return VisionTransformer(
        kwargs.pop("image_size", 224), patch_size, num_layers, num_heads, hidden_dim, mlp_dim,
        **kwargs)


def _named(*sizes):
    def build(weights=None, progress=True, **kwargs):
        return _vision_transformer(*sizes, weights, progress, **kwargs)
    return build


vit_b_16 = _named(16, 12, 12, 768, 3072)
vit_b_32 = _named(32, 12, 12, 768, 3072)
vit_l_16 = _named(16, 24, 16, 1024, 4096)
vit_l_32 = _named(32, 24, 16, 1024, 4096)
vit_h_14 = _named(14, 32, 16, 1280, 5120)
"""
