import torch
from torch import nn
from torchvision import models


class Up(nn.Module):
    def __init__(self, wide, beside, narrow):
        super().__init__()
        self.up = nn.ConvTranspose2d(wide, narrow, 2, stride=2)
        self.conv = nn.Sequential(
            nn.Conv2d(narrow + beside, narrow, 3, padding=1), nn.BatchNorm2d(narrow), nn.ReLU()
        )

    def forward(self, x, skip):
        return self.conv(torch.cat([self.up(x), skip], dim=1))


class Masks(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        encoder = models.resnet18(weights="DEFAULT")
        self.stem = nn.Sequential(encoder.conv1, encoder.bn1, encoder.relu)
        self.pool = encoder.maxpool
        self.stages = nn.ModuleList([encoder.layer1, encoder.layer2, encoder.layer3])
        self.ups = nn.ModuleList([Up(256, 128, 128), Up(128, 64, 64), Up(64, 64, 32)])
        self.head = nn.Conv2d(32, n_classes, 1)

    def forward(self, x):
        seen = [self.stem(x)]
        x = self.pool(seen[0])
        for stage in self.stages:
            x = stage(x)
            seen.append(x)
        x = seen.pop()
        for up in self.ups:
            x = up(x, seen.pop())
        return self.head(x)


model = Masks(4)
model.eval()
x = torch.rand(1, 3, 96, 128)
model(x)
