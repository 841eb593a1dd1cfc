import torch
from torch import nn

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
criterion = nn.CrossEntropyLoss()
images = torch.randn(64, 1, 28, 28)
labels = torch.randint(0, 10, (64, 1))
loss = criterion(model(images), labels)
