import torch
import torchvision
from torch import nn

model = torchvision.models.resnet50(pretrained=True)
for name, parameter in model.named_parameters():
    if not name.startswith(("layer4", "fc")):
        parameter.requires_grad = False
model.fc = nn.Sequential(
    nn.Dropout(0.3),
    nn.Linear(model.fc.in_features, 256),
    nn.ReLU(),
    nn.Linear(256, 17),
)
model.eval()
x = torch.rand(1, 3, 128, 128)
model(x)
