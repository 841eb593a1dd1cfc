import torch
from torch import nn
from torchvision import models

model = models.inception_v3(init_weights=False)
model.AuxLogits.fc = nn.Linear(model.AuxLogits.fc.in_features, 4)
model.fc = nn.Linear(model.fc.in_features, 4)
model.train()
x = torch.rand(2, 3, 299, 299)
output = model(x)
logits, beside = output
loss = output.logits.mean() + 0.4 * output.aux_logits.mean()
