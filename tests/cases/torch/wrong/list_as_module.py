import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.ReLU()])

    def forward(self, x):
        return self.layers(x)  # wrong: layers


model = Net()
model(torch.rand(1, 2))
