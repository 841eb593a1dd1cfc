import torch
from einops import einsum, pack, parse_shape, rearrange, reduce, repeat, unpack
from einops.layers.torch import EinMix as Mix
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Parameter(torch.randn(3, 8))
        self.mix = Mix("b t (g c) -> b t (g d)", weight_shape="g c d", bias_shape="g d", g=2, c=4, d=5)
        self.cls = nn.Parameter(torch.zeros(8))

    def forward(self, image, text):
        sizes = parse_shape(image, "b _ h w")
        tokens = rearrange(image, "b c h w -> b (h w) c")
        cls = repeat(self.cls, "c -> b c", b=sizes["b"])
        x, ps = pack([cls, tokens, text], "b * c")
        x = self.mix(x) + rearrange([x, x], "two b t c -> b t (two c)")[..., :10]
        cls, tokens, text = unpack(x, ps, "b * c")
        scores = einsum(self.query, tokens[..., :8], "q c, b t c -> b q t")
        tokens = rearrange(tokens, "b (h w) c -> b c h w", **{k: sizes[k] for k in "hw"})
        return reduce(tokens, "b c (h 2) (w 2) -> b c h w", "max"), scores, cls, text


model = Net()
model(torch.rand(2, 8, 4, 6), torch.rand(2, 7, 8))
assert model.mix.weight.shape == (2, 4, 5)
