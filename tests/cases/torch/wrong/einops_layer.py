import torch
from einops.layers.torch import Rearrange
from torch import nn

model = nn.Sequential(
    nn.Conv2d(3, 4, 1),
    Rearrange("b c h w -> b (h w c) d"),  # wrong: 1
)
model(torch.rand(1, 3, 6, 6))
