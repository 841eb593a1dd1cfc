import torch
from torch import nn
from torch.nn.utils import weight_norm

model = nn.Sequential(
    nn.Linear(4, 4),
    weight_norm(nn.Linear(4, 2), "kernel"),  # wrong: 1
)
model(torch.rand(2, 4))
