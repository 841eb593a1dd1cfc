import torch
from torch import nn


class Tables(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("plain", torch.tensor([1, 2, 3]))
        self.register_buffer("short", torch.tensor([1, 2, 3], dtype=torch.int32))
        self.register_buffer("counted", torch.arange(3))
        self.register_buffer("written", torch.tensor([0.5, 1.5, 2.5]))

    def forward(self, x):
        here = torch.tensor([4, 5, 6], dtype=torch.int32)
        return x + self.written, self.plain, self.short, self.short + here, self.counted


model = Tables()
model(torch.randn(2, 3))
