import functools

import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, outer, inner, submodule=None, outermost=False, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.outermost = outermost
        if type(norm_layer) == functools.partial:
            use_bias = norm_layer.func == nn.InstanceNorm2d
        else:
            use_bias = norm_layer == nn.InstanceNorm2d
        down = nn.Conv2d(outer, inner, 4, stride=2, padding=1, bias=use_bias)
        relu = nn.ReLU(True)
        if submodule is None:
            up = nn.ConvTranspose2d(inner, outer, 4, stride=2, padding=1, bias=use_bias)
            model = [nn.LeakyReLU(0.2, True), down, relu, up, norm_layer(outer)]
        else:
            up = nn.ConvTranspose2d(inner * 2, outer, 4, stride=2, padding=1)
            model = [down, norm_layer(inner)] + [submodule] + [relu, up]
        self.model = nn.Sequential(*model)

    def forward(self, x):
        if self.outermost:
            return self.model(x)
        return torch.cat([x, self.model(x)], 1)


norm = functools.partial(nn.InstanceNorm2d, affine=False)
block = Block(8, 8, norm_layer=norm)
for _ in range(2):
    block = Block(8, 8, submodule=block, norm_layer=norm)
model = Block(3, 8, submodule=block, outermost=True, norm_layer=norm)
model(torch.rand(1, 3, 64, 64))
