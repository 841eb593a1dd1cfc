import torch
from torch import nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential


def shown(cls):
    cls.label = cls.__name__.lower()
    return cls


@shown
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x, scale=1.0):
        return self.fc(x) * scale


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(4) for _ in range(2)])
        self.tail = nn.Sequential(nn.Linear(4, 4), nn.ReLU())

    def _run(self, block, x):
        def inner(*inputs):
            return block(*inputs)

        return checkpoint(inner, x, 0.5, use_reentrant=False)

    @torch.no_grad()
    def features(self, x):
        for block in self.blocks:
            x = self._run(block, x)
        return x

    def forward(self, x):
        x = self.features(x)
        return checkpoint_sequential(self.tail, 1, x, use_reentrant=False), Block.label == "block"


model = Net()
model(torch.rand(2, 4))
