import torch
from torch import nn
from torchvision import models
from torchvision.models._utils import IntermediateLayerGetter


class Pixels(nn.Module):
    def __init__(self):
        super().__init__()
        resnet = models.resnet50(replace_stride_with_dilation=[False, True, True])
        self.body = IntermediateLayerGetter(resnet, {"layer2": "near", "layer4": "far"})
        self.near = nn.Conv2d(512, 3, 1)
        self.far = nn.Conv2d(2048, 3, 1)

    def forward(self, x):
        seen = self.body(x)
        scores = self.near(seen["near"]) + self.far(seen["far"])
        return nn.functional.interpolate(scores, size=x.shape[-2:], mode="bilinear")


model = Pixels()
model.eval()
x = torch.rand(1, 3, 96, 96)
model(x)
