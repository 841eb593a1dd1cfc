import torch
from torch import nn
from torchvision.ops import MLP, Conv2dNormActivation, Permute, SqueezeExcitation, StochasticDepth
from torchvision.ops.misc import FrozenBatchNorm2d


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Conv2dNormActivation(3, 8, stride=2, activation_layer=nn.SiLU)
        self.se = SqueezeExcitation(8, 2)
        self.drop = StochasticDepth(0.0, "row")
        self.norm = FrozenBatchNorm2d(8)
        self.permute = Permute([0, 2, 3, 1])
        self.mlp = MLP(8, [16, 4], activation_layer=nn.GELU, dropout=0.1)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.drop(self.norm(self.se(x)))
        return self.mlp(self.permute(x))


model = Net()
model(torch.rand(2, 3, 8, 8))
