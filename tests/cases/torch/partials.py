from functools import partial

import torch
from torch import nn


def conv3x3(cin, cout, stride=1):
    return nn.Conv2d(cin, cout, 3, stride, 1, bias=False)


class Block(nn.Module):
    def __init__(self, cin, cout, norm_layer=None, act_layer=nn.ReLU, conv=conv3x3):
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        self.conv = conv(cin, cout)
        self.norm = norm_layer(cout)
        self.act = act_layer() if isinstance(act_layer, type) else act_layer

    def forward(self, x):
        return self.act(self.norm(self.conv(x)))


norm = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
group = partial(nn.GroupNorm, 2)
act = partial(nn.LeakyReLU, negative_slope=0.1)
layers = [Block(3, 4, norm), Block(4, 6, group, act()), Block(6, 2, None, nn.Hardswish)]
layers += [partial(Block, 2, act_layer=nn.GELU)(cout=5)]
model = nn.Sequential(*layers)
model(torch.rand(2, 3, 6, 6))
