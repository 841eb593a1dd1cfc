import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(10, 12)
        layer = nn.TransformerEncoderLayer(16, 4, 32)  # wrong: encoder.layers.0.self_attn
        self.encoder = nn.TransformerEncoder(layer, 2)

    def forward(self, ids):
        return self.encoder(self.embed(ids))


model = Net()
model(torch.randint(0, 10, (5, 2)))
