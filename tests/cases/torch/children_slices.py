from collections import OrderedDict

import torch
from torch import nn


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), nn.BatchNorm2d(4), nn.ReLU(True))
        self.layer1 = nn.Conv2d(4, 8, 3, padding=1)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(self.avgpool(self.layer1(self.stem(x))).flatten(1))


class Model(nn.Module):
    def __init__(self, backbone):
        super().__init__()
        self.features = nn.Sequential(*list(backbone.children())[:-2])
        named = OrderedDict((name, child) for name, child in backbone.named_children())
        del named["fc"]
        self.pool = nn.Sequential(OrderedDict([("pool", named["avgpool"])]))
        self.head = nn.Linear(backbone.fc.in_features, 2)

    def forward(self, x):
        x = self.features(x)
        return self.head(torch.flatten(self.pool(x), 1))


model = Model(Backbone())
model(torch.rand(1, 3, 16, 16))
