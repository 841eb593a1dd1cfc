import torch
from torch import nn
from torchvision import models

N_CLASSES = 6


def prepared(arch, frozen):
    net = models.__dict__[arch](weights="DEFAULT")
    if frozen:
        net.requires_grad_(False)
    if arch.startswith(("resnet", "shufflenet", "googlenet")):
        net.fc = nn.Linear(net.fc.in_features, N_CLASSES)
    elif arch.startswith("densenet"):
        net.classifier = nn.Linear(net.classifier.in_features, N_CLASSES)
    elif arch.startswith("squeezenet"):
        net.classifier[1] = nn.Conv2d(512, N_CLASSES, kernel_size=1)
    else:
        net.classifier[-1] = nn.Linear(net.classifier[-1].in_features, N_CLASSES)
    return net


class Ensemble(nn.Module):
    def __init__(self, archs):
        super().__init__()
        self.members = nn.ModuleDict({arch: prepared(arch, frozen=True) for arch in archs})

    def forward(self, x):
        return torch.stack([member(x) for member in self.members.values()]).mean(0)


model = Ensemble(
    ["shufflenet_v2_x1_0", "googlenet", "squeezenet1_1", "mobilenet_v3_small", "efficientnet_b0",
     "mnasnet0_5", "densenet121"]
)  # fmt: skip
model.eval()
x = torch.rand(2, 3, 128, 128)
model(x)
