import torch
from torch import nn, optim
from torchvision import models

model = models.resnet18(weights=models.ResNet18_Weights.DEFAULT)
for parameter in model.parameters():
    parameter.requires_grad = False

features = model.fc.in_features
model.fc = nn.Linear(features, 2)
optimizer = optim.SGD(model.fc.parameters(), lr=0.001, momentum=0.9)

model.eval()
x = torch.rand(4, 3, 224, 224)
model(x)
