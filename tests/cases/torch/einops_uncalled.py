import torch
from einops.layers.torch import EinMix, Rearrange
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flat = Rearrange("b c h w -> b (c h w)")
        self.fc = nn.Linear(12, 3)
        self.spare = EinMix("... (g c) -> ... d", weight_shape="g c d", bias_shape="d", g=2, c=3, d=4)

    def forward(self, x):
        return self.fc(self.flat(x))


model = Net()
model(torch.rand(2, 3, 2, 2))
