# costs: products of a matrix and a vector are not seen
import torch
from torch import nn
from torch.nn.utils import spectral_norm, weight_norm


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = weight_norm(nn.Conv1d(2, 4, 3, padding=1))
        self.down = weight_norm(nn.Linear(4, 3), dim=None)
        self.fc = spectral_norm(nn.Linear(3, 5))
        self.turned = spectral_norm(nn.ConvTranspose1d(2, 2, 3, bias=False))

    def forward(self, x):
        x = self.turned(x)
        x = self.conv(x).transpose(1, 2)
        return self.fc(self.down(x))


model = Net()
model(torch.rand(2, 2, 8))
