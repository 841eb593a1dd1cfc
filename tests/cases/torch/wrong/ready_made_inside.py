import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        backbone = torch.hub.load("./nothing", "vgg16", source="local")
        self.features = nn.Sequential(*list(backbone.children())[:-1])  # wrong: Sequential
        self.head = nn.Linear(512, 2)

    def forward(self, x):
        x = self.features(x)
        return self.head(x)


model = Net()
model(torch.rand(1, 3, 64, 64))
