import torch
from torch import nn
from torchvision import models


class Both(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.vit = models.get_model("vit_b_32", weights="DEFAULT")
        self.vit.heads.head = nn.Linear(self.vit.heads.head.in_features, n)
        self.swin = models.swin_t(weights=models.Swin_T_Weights.IMAGENET1K_V1)
        self.swin.head = nn.Linear(self.swin.head.in_features, n)
        self.conv = models.convnext_tiny()
        self.conv.classifier[2] = nn.Linear(768, n)
        for block in self.vit.encoder.layers[:-2]:
            for p in block.parameters():
                p.requires_grad = False

    def forward(self, x):
        return self.vit(x) + self.swin(x) + self.conv(x)


model = Both(3)
model.eval()
x = torch.rand(1, 3, 224, 224)
model(x)
