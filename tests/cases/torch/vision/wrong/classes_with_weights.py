import torch
from torchvision import models

model = models.resnet18(weights="DEFAULT", num_classes=10)  # wrong
model(torch.rand(1, 3, 64, 64))
