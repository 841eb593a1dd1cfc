import torch
from torch.autograd import Function
from torch import nn


class Double(Function):
    @staticmethod
    def forward(ctx, x, scale):
        return x.view(2, -1) * scale  # wrong: view


class Net(nn.Module):
    def forward(self, x):
        return Double.apply(x, 2)


model = Net()
model(torch.rand(3, 5))
