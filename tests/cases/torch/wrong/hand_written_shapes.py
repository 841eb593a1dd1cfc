import torch
from torch import nn


class Bilinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 5))

    def forward(self, x):
        return x @ self.weight.t()  # wrong: mix.matmul


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(3, 4)
        self.mix = Bilinear()

    def forward(self, x):
        return self.mix(self.proj(x))


model = Net()
model(torch.rand(2, 3))
