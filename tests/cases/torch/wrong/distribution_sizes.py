import torch
from torch import nn
from torch.distributions import Normal


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = nn.Linear(4, 3)
        self.spread = nn.Linear(4, 2)

    def forward(self, x):
        return Normal(self.mean(x), self.spread(x).exp()).rsample()  # wrong: broadcast_tensors


model = Net()
model(torch.rand(2, 4))
