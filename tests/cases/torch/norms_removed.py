import torch
from torch import nn
from torch.nn.utils import prune, remove_weight_norm, weight_norm

conv = weight_norm(nn.Conv1d(2, 4, 3))
remove_weight_norm(conv)
fc = nn.Linear(4, 4)
prune.l1_unstructured(fc, name="weight", amount=0.3)
kept = nn.Linear(4, 2)
prune.random_unstructured(kept, "bias", 0.5)
prune.remove(kept, "bias")
model = nn.Sequential(conv, nn.AdaptiveAvgPool1d(1), nn.Flatten(), fc, kept)
model(torch.rand(2, 2, 8))
