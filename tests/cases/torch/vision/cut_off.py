import torch
from torch import nn
from torchvision import models

backbone = models.efficientnet_b0(weights=models.EfficientNet_B0_Weights.DEFAULT)
alex = models.alexnet().features[:8]
model = nn.Sequential(
    nn.Sequential(*list(backbone.children())[:-2]),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(backbone.classifier[1].in_features, 9),
)
for part in (backbone.features[:6], alex):
    for p in part.parameters():
        p.requires_grad = False
model.eval()
x = torch.rand(2, 3, 160, 160)
model(x)
