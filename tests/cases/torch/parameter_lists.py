import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.mats = nn.ParameterList([nn.Parameter(torch.randn(4, 4)) for _ in range(3)])
        self.mats.append(nn.Parameter(torch.zeros(4, 2)))
        self.scales = nn.ParameterDict({"left": nn.Parameter(torch.ones(4)), "right": torch.ones(2)})
        self.scales["last"] = nn.Parameter(torch.ones(1))
        self.unused = nn.ParameterList([torch.rand(3)])

    def forward(self, x):
        for mat in self.mats:
            x = x @ mat
        x = x * self.scales["right"]
        return x + self.scales.last if "last" in self.scales else x


model = Net()
model(torch.rand(5, 4))
