import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.choices = nn.ModuleDict({"conv": nn.Conv2d(3, 4, 3), "pool": nn.MaxPool2d(3)})
        self.activations = nn.ModuleDict([["lrelu", nn.LeakyReLU()], ["prelu", nn.PReLU()]])
        self.activations.update({"tanh": nn.Tanh()})
        self.heads = nn.ModuleDict()
        for task, classes in (("color", 3), ("shape", 5)):
            self.heads[task] = nn.Linear(4, classes)

    def forward(self, x, choice="conv", act="prelu"):
        x = self.choices[choice](x)
        x = self.activations[act](x)
        x = x.mean((2, 3))
        return {name: head(x) for name, head in self.heads.items()}


model = Net()
y = model(torch.rand(2, 3, 8, 8))
assert set(y) == set(model.heads.keys()) and len(model.heads) == 2 and "color" in model.heads
