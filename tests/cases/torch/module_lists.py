import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, widths=(4, 6, 8)):
        super().__init__()
        self.blocks = nn.ModuleList()
        for before, after in zip(widths, widths[1:]):
            self.blocks.append(nn.ModuleList([nn.Linear(before, after), nn.LayerNorm(after)]))
        self.blocks += [nn.ModuleList([nn.Linear(8, 8), nn.Identity()])]
        self.tail = nn.ModuleList(nn.Linear(8, n) for n in (1, 2))
        self.tail.extend([nn.Linear(8, 3)])
        self.tail.insert(0, nn.Linear(8, 5))

    def forward(self, x):
        for i, (linear, norm) in enumerate(self.blocks):
            x = norm(linear(x))
            if i == len(self.blocks) - 1:
                x = x.relu()
        return [layer(x) for layer in self.tail[1:]], self.tail[-1](x)


model = Net()
model(torch.rand(2, 4))
