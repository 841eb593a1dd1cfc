import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleDict({"a": nn.Linear(2, 2)})

    def forward(self, x):
        return self.heads["b"](x)  # wrong: Net


model = Net()
model(torch.rand(1, 2))
