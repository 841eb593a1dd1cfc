import torch
from torch import nn


def double(channels, filters):
    return nn.Sequential(
        nn.Conv2d(channels, filters, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(filters, filters, 3, padding=1),
        nn.ReLU(),
    )


class UNet(nn.Module):
    """Down to an eighth of the size and up again, each step up joined with its step down."""

    def __init__(self, channels=3, classes=2, widths=(32, 64, 128, 256)):
        super().__init__()
        self.down = nn.ModuleList()
        for width in widths:
            self.down.append(double(channels, width))
            channels = width
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for width in reversed(widths[:-1]):
            self.up.append(nn.ConvTranspose2d(2 * width, width, kernel_size=2, stride=2))
            self.merge.append(double(2 * width, width))
        self.pool = nn.MaxPool2d(2)
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x):
        kept = []
        for step in self.down[:-1]:
            x = step(x)
            kept.append(x)
            x = self.pool(x)
        x = self.down[-1](x)
        for up, merge in zip(self.up, self.merge):
            x = merge(torch.cat([up(x), kept.pop()], dim=1))
        return self.head(x)


model = UNet()
masks = model(torch.randn(1, 3, 128, 128))
