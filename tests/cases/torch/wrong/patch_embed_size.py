import torch
from timm.layers import PatchEmbed
from torch import nn

model = nn.Sequential(PatchEmbed(16, 4, 3, 8), nn.LayerNorm(8))
model(torch.rand(1, 3, 20, 16))  # wrong: 0
