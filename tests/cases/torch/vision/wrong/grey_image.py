import torch
from torchvision import models

model = models.mobilenet_v3_small()  # wrong: features.0.0
model.eval()
model(torch.rand(1, 1, 64, 64))
