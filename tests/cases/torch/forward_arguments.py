import torch
from torch import nn


class Cross(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.attn = nn.MultiheadAttention(dim, 2, batch_first=True, kdim=6, vdim=6)
        self.norms = nn.ModuleDict({"x": nn.LayerNorm(dim), "c": nn.LayerNorm(6)})

    def forward(self, x, *, context=None, mask=None, **kwargs):
        c = self.norms["c"](context if context is not None else x)
        y, weights = self.attn(self.norms["x"](x), c, c, key_padding_mask=mask, **kwargs)
        return y if weights is None else (y, weights)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cross = Cross(4)
        self.gru = nn.GRU(4, 3, num_layers=2, bidirectional=True, batch_first=True)

    def forward(self, x, *contexts, lengths=None):
        mask = None
        if lengths is not None:
            mask = torch.arange(5)[None, :] >= lengths[:, None]
        for context in contexts:
            x = self.cross(x, context=context, mask=mask, need_weights=False)
        y, h = self.gru(x)
        return y, h.transpose(0, 1).flatten(1), self.cross(x, context=contexts[0])


model = Net()
model(torch.rand(2, 7, 4), torch.rand(2, 5, 6), torch.rand(2, 5, 6), lengths=torch.tensor([3, 5]))
