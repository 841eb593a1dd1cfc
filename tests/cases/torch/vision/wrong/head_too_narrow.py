import torch
from torch import nn
from torchvision import models

model = models.resnet50()
model.fc = nn.Linear(512, 2)  # wrong: fc
model(torch.rand(1, 3, 64, 64))
