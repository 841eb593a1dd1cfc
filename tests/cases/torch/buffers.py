import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.kept = nn.Buffer(torch.zeros(4))
        self.passing = nn.Buffer(torch.ones(4), persistent=False)
        self.register_buffer("table", torch.arange(4).float(), persistent=False)
        self.register_buffer("nothing", None)
        self.register_parameter("bias", None)
        self.register_parameter("scale", nn.Parameter(torch.ones(4)))
        self.fc = nn.Linear(4, 4, bias=self.bias is not None)

    def forward(self, x):
        x = self.fc(x) * self.scale + self.kept - self.passing / (self.table + 1)
        if self.bias is not None:
            x = x + self.bias
        return x if self.nothing is None else x + self.nothing


model = Net()
model(torch.rand(3, 4))
