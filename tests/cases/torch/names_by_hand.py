import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, depth=3):
        super(Net, self).__init__()
        self.depth = depth
        for i in range(depth):
            setattr(self, f"conv{i}", nn.Conv1d(2, 2, 3, padding=1))
            self.__setattr__("bn%d" % i, nn.BatchNorm1d(2))
            self.add_module("relu{}".format(i), nn.ReLU())
            self._modules["extra" + str(i)] = nn.Identity()
        if not hasattr(self, "fc"):
            self.register_module("fc", nn.Linear(2, 3))

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, "conv%d" % i)(x)
            x = self.__getattr__("bn{}".format(i))(x)
            x = self._modules[f"relu{i}"](x)
            x = self.__getattr__(f"extra{i}")(x)
        return self.fc(x.transpose(1, 2))


model = Net()
model(torch.rand(2, 2, 7))
