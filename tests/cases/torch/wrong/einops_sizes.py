import torch
from einops import rearrange
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 4)

    def forward(self, x):
        x = rearrange(x, "b c (h p) (w q) -> b h w (p q c)", p=4, q=4)  # wrong: rearrange
        return self.fc(x)


model = Net()
model(torch.rand(1, 3, 18, 16))
