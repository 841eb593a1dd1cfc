import torch
from torchvision import models

model = models.vit_b_32(num_classes=10)
model.eval()
model(torch.rand(1, 3, 256, 256))  # wrong: VisionTransformer
