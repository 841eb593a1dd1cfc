import torch
from torch import nn

model = nn.TransformerEncoderLayer(8, 2, activation="swish")  # wrong:
model(torch.rand(5, 2, 8))
