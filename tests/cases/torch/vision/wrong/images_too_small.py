import torch
from torchvision import models

model = models.alexnet(num_classes=10)  # wrong: features.12
model.eval()
model(torch.rand(1, 3, 32, 32))
