import torch
from torch import nn
from torchvision.models.resnet import BasicBlock, ResNet


class Digits(ResNet):
    def __init__(self):
        super().__init__(BasicBlock, [1, 1, 1, 1], num_classes=10)
        self.conv1 = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)

    def forward(self, x):
        return torch.log_softmax(super().forward(x), dim=-1)


model = Digits()
model.eval()
x = torch.rand(3, 1, 28, 28)
model(x)
