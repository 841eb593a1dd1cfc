# costs: nobody knows what matrix_exp takes
import torch
from torch import nn
from torch.nn.utils import parametrizations
from torch.nn.utils.parametrizations import orthogonal, spectral_norm, weight_norm

model = nn.Sequential(
    weight_norm(nn.Conv2d(3, 4, 3), name="weight", dim=0),
    nn.Flatten(2),
    spectral_norm(nn.Linear(16, 8), n_power_iterations=2),
    orthogonal(nn.Linear(8, 8)),
    parametrizations.weight_norm(nn.Linear(8, 2, bias=False)),
)
model(torch.rand(2, 3, 6, 6))
