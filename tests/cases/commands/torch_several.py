import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, noise=16):
        super().__init__()
        self.up = nn.ConvTranspose2d(noise, 3, 4)

    def forward(self, z):
        return torch.tanh(self.up(z))


class Critic(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.down = nn.Conv2d(3, width, 4)
        self.judge = nn.Linear(width, 1)

    def forward(self, image):
        return self.judge(self.down(image).flatten(1))
