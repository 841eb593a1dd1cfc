import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.LazyConv2d(6, 3), nn.LazyBatchNorm2d(), nn.ReLU())
        self.up = nn.LazyConvTranspose2d(4, 2, stride=2)
        self.head = nn.LazyLinear(3)

    def forward(self, x):
        x = self.up(self.features(x))
        return self.head(torch.flatten(x, 1))


model = Net()
model(torch.rand(2, 3, 6, 6))
model(torch.rand(2, 3, 6, 6))
