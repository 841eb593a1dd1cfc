import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
        self.head = nn.Linear(4, 2)
        self.fixed = nn.Parameter(torch.ones(4), requires_grad=False)
        self.body.requires_grad_(False)
        for name, p in self.named_parameters():
            if "head.bias" in name:
                p.requires_grad_(False)
        self.apply(self._init)

    def _init(self, m):
        if isinstance(m, (nn.Linear, nn.Conv2d)):
            nn.init.normal_(m.weight, std=0.02)
            if m.bias is not None:
                nn.init.zeros_(m.bias)
        elif isinstance(m, nn.BatchNorm2d):
            m.weight.data.fill_(1.0)

    def forward(self, x):
        with torch.no_grad():
            x = self.body(x)
        return self.head(x.amax((2, 3)) * self.fixed)


model = Net()
model(torch.rand(2, 3, 6, 6))
