import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn import init
from torch.nn.modules.utils import _ntuple, _pair, _single, _triple


class MyConv2d(nn.Module):
    def __init__(self, cin, cout, kernel_size, stride=1, padding=0, groups=1, bias=True):
        super().__init__()
        self.kernel_size = _pair(kernel_size)
        self.stride = _pair(stride)
        self.padding = _pair(padding)
        self.groups = groups
        self.weight = nn.Parameter(torch.Tensor(cout, cin // groups, *self.kernel_size))
        if bias:
            self.bias = nn.Parameter(torch.Tensor(cout))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            bound = 1 / math.sqrt(fan_in)
            init.uniform_(self.bias, -bound, bound)

    def forward(self, x):
        w = self.weight / (self.weight.norm(2, dim=(1, 2, 3), keepdim=True) + 1e-6)
        return F.conv2d(x, w, self.bias, self.stride, self.padding, 1, self.groups)


class Scaled(nn.Conv2d):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gain = nn.Parameter(torch.ones(self.out_channels, 1, 1, 1))

    def forward(self, x):
        return F.conv2d(x, self.weight * self.gain, self.bias, self.stride, self.padding,
                        self.dilation, self.groups)


assert _triple(2) == (2, 2, 2) and _single(3) == (3,) and _ntuple(4)(1) == (1, 1, 1, 1)
model = nn.Sequential(MyConv2d(3, 6, 3, padding=1, groups=3), Scaled(6, 4, (3, 1), bias=False))
model(torch.rand(1, 3, 9, 9))
