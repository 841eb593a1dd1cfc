from collections import OrderedDict

import torch
from torch import nn

first = nn.Sequential(OrderedDict([("conv", nn.Conv2d(3, 4, 1)), ("act", nn.GELU())]))
second = nn.Sequential(nn.Conv2d(4, 4, 1), nn.ReLU(), nn.Conv2d(4, 2, 1))
second.append(nn.Tanh())
second.insert(1, nn.BatchNorm2d(4))
second.extend([nn.Identity()])
second[2] = nn.Hardswish()
del second[-1]
second.add_module("last", nn.Softmax(1))
assert len(second) == 6 and isinstance(second[-1], nn.Softmax) and second.last is second[5]
model = nn.Sequential(*first, *second[:3]) + nn.Sequential(second[3:])
model(torch.rand(1, 3, 5, 5))
