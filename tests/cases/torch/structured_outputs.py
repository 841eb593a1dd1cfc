from collections import namedtuple
from dataclasses import dataclass
from typing import NamedTuple, Optional

import torch
from torch import nn

Pair = namedtuple("Pair", ["left", "right"])


class Moments(NamedTuple):
    mean: torch.Tensor
    spread: Optional[torch.Tensor] = None


@dataclass
class Output:
    logits: torch.Tensor
    hidden: Optional[torch.Tensor] = None


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 6)

    def forward(self, x):
        left, right = self.fc(x).chunk(2, -1)
        return Pair(left, right), Moments(mean=x.mean())


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, pair):
        return Output(logits=self.fc(pair.left), hidden=pair.right)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = Body(), Head()

    def forward(self, x):
        pair, moments = self.body(x)
        out = self.head(pair)
        return {"logits": out.logits, "parts": [out.hidden, moments.mean, moments.spread is None]}


model = Net()
model(torch.rand(3, 4))
