import torch
import torch.nn as nn

layer = nn.TransformerEncoderLayer(d_model=16, nhead=4, dim_feedforward=32, batch_first=True)
model = nn.TransformerEncoder(layer, num_layers=3, norm=nn.LayerNorm(16))
out = model(torch.rand(2, 10, 16))
