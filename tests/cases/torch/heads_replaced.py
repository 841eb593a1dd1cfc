import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.gone = nn.Linear(3, 3)
        self.fc = nn.Linear(4, 10)
        del self.gone

    def forward(self, x):
        x = self.norm(self.conv(x))
        return self.fc(x.mean(dim=[-2, -1]))


model = Net()
for param in model.parameters():
    param.requires_grad = False
model.norm = nn.Identity()
model.fc = nn.Sequential(nn.Linear(model.fc.in_features, 5), nn.Softmax(dim=-1))
model.conv.bias = None
delattr(model, "norm")
model.norm = nn.GroupNorm(2, 4)
model(torch.rand(2, 1, 8, 8))
