import torch
from torch import nn

layer = nn.TransformerDecoderLayer(16, 2, 24, bias=False, activation=nn.SiLU())
model = nn.TransformerDecoder(layer, num_layers=2)
model(torch.rand(7, 2, 16), torch.rand(5, 2, 16), tgt_mask=torch.zeros(7, 7))
