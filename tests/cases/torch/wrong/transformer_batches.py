import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Transformer(8, 2, 1, 1, 16)

    def forward(self, a, b):
        return self.inner(a, b)  # wrong: inner


model = Net()
model(torch.rand(5, 2, 8), torch.rand(4, 3, 8))
