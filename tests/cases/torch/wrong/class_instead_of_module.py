import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 4), nn.ReLU)  # wrong: Sequential
model(torch.rand(2, 4))
