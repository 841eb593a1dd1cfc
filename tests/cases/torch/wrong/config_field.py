from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class Config:
    width: int = 4


class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.fc = nn.Linear(config.width, config.height)  # wrong:

    def forward(self, x):
        return self.fc(x)


model = Net(Config(width=3))
model(torch.rand(1, 3))
