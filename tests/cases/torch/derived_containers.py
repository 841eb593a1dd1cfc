import torch
from torch import nn


class ConvBNReLU(nn.Sequential):
    def __init__(self, cin, cout, kernel_size=3, stride=1, groups=1):
        padding = (kernel_size - 1) // 2
        super(ConvBNReLU, self).__init__(
            nn.Conv2d(cin, cout, kernel_size, stride, padding, groups=groups, bias=False),
            nn.BatchNorm2d(cout),
            nn.ReLU6(inplace=True),
        )
        self.out_channels = cout


class Transition(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__()
        self.add_module("norm", nn.BatchNorm2d(cin))
        self.add_module("conv", nn.Conv2d(cin, cout, 1))
        self.pool = nn.AvgPool2d(2)


class Branches(nn.ModuleList):
    def forward(self, x):
        return torch.cat([branch(x) for branch in self], dim=1)


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Mixin:
    scale = 2.0

    def scaled(self, x):
        return x * self.scale


class Head(Mixin, nn.Linear):
    def forward(self, x):
        return self.scaled(super().forward(x))


model = nn.Sequential(
    ConvBNReLU(3, 4),
    Branches([nn.Conv2d(4, 2, 1), Residual(nn.Conv2d(4, 4, 1), nn.Tanh())]),
    Transition(6, 5),
    nn.Flatten(),
    Head(5 * 9, 2),
)
model(torch.rand(2, 3, 6, 6))
