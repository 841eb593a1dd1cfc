import copy

import torch
from torch import nn

block = nn.Sequential(nn.Linear(4, 5), nn.ReLU())  # wrong: 1.0
model = nn.Sequential(block, copy.deepcopy(block))
model(torch.rand(2, 4))
