import torch
from torch import nn
from torch.nn.modules.transformer import TransformerEncoderLayer


class Layer(TransformerEncoderLayer):
    def __init__(self, width, heads):
        super().__init__(width, heads, 32, batch_first=True)
        self.gate = nn.Parameter(torch.ones(1))

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False):
        return super().forward(src) * self.gate


model = nn.Sequential(Layer(8, 2), nn.Linear(8, 3))
model(torch.rand(2, 5, 8))
