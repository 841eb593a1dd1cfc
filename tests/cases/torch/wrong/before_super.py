import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(2, 2)  # wrong: Net
        super().__init__()

    def forward(self, x):
        return self.fc(x)


model = Net()
model(torch.rand(1, 2))
