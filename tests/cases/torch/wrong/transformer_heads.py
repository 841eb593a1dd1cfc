import torch
from torch import nn

layer = nn.TransformerEncoderLayer(d_model=10, nhead=4)  # wrong: layers.0.self_attn
model = nn.TransformerEncoder(layer, 2)
model(torch.rand(5, 2, 10))
