import torch
import torchvision.models as models
from torch import nn

model = models.vgg11_bn(weights="IMAGENET1K_V1")
for p in model.features.parameters():
    p.requires_grad_(False)
print(model.classifier)
model.classifier[6] = nn.Linear(model.classifier[6].in_features, 5)
model.classifier[-2] = nn.Dropout(0.2)
model.eval()
x = torch.rand(2, 3, 64, 64)
model(x)
