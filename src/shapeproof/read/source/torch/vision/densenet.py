"""DenseNet: each layer reads what all layers of its block before it gave."""

TEXT = """
class _DenseLayer(nn.Module):
    def __init__(self, num_input_features, growth_rate, bn_size, drop_rate,
                 memory_efficient=False):
        super().__init__()
        inner = bn_size * growth_rate
        self.norm1 = nn.BatchNorm2d(num_input_features)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(num_input_features, inner, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(inner)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(inner, growth_rate, kernel_size=3, padding=1, bias=False)
        self.drop_rate = float(drop_rate)
        self.memory_efficient = memory_efficient

    def forward(self, input):
        before = [input] if isinstance(input, torch.Tensor) else input
        few = self.conv1(self.relu1(self.norm1(torch.cat(before, 1))))
        new = self.conv2(self.relu2(self.norm2(few)))
        if self.drop_rate > 0:
            new = functional.dropout(new, p=self.drop_rate, training=self.training)
        return new


class _DenseBlock(nn.ModuleDict):
    def __init__(self, num_layers, num_input_features, bn_size, growth_rate, drop_rate,
                 memory_efficient=False):
        super().__init__()
        for i in range(num_layers):
            width = num_input_features + i * growth_rate
            self.add_module(f"denselayer{i + 1}", _DenseLayer(
                width, growth_rate, bn_size, drop_rate, memory_efficient))

    def forward(self, init_features):
        made = [init_features]
        for layer in self.values():
            made.append(layer(made))
        return torch.cat(made, 1)


class _Transition(nn.Sequential):
    def __init__(self, num_input_features, num_output_features):
        super().__init__()
        self.norm = nn.BatchNorm2d(num_input_features)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(num_input_features, num_output_features, kernel_size=1, bias=False)
        self.pool = nn.AvgPool2d(kernel_size=2, stride=2)


class DenseNet(nn.Module):
    def __init__(self, growth_rate=32, block_config=(6, 12, 24, 16), num_init_features=64,
                 bn_size=4, drop_rate=0, num_classes=1000, memory_efficient=False):
        super().__init__()
        self.features = nn.Sequential()
        add, width = self.features.add_module, num_init_features
        add("conv0", nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False))
        add("norm0", nn.BatchNorm2d(width))
        add("relu0", nn.ReLU(inplace=True))
        add("pool0", nn.MaxPool2d(kernel_size=3, stride=2, padding=1))
        for number, layers in enumerate(block_config, 1):
            add(f"denseblock{number}", _DenseBlock(
                layers, width, bn_size, growth_rate, drop_rate, memory_efficient))
            width += layers * growth_rate
            if number < len(block_config):
                add(f"transition{number}", _Transition(width, width // 2))
                width //= 2
        add("norm5", nn.BatchNorm2d(width))
        self.classifier = nn.Linear(width, num_classes)

    def forward(self, x):
        x = functional.relu(self.features(x), inplace=True)
        x = functional.adaptive_avg_pool2d(x, (1, 1))
        return self.classifier(torch.flatten(x, 1))


densenet121 = _maker(DenseNet, 32, (6, 12, 24, 16), 64)
densenet161 = _maker(DenseNet, 48, (6, 12, 36, 24), 96)
densenet169 = _maker(DenseNet, 32, (6, 12, 32, 32), 64)
densenet201 = _maker(DenseNet, 32, (6, 12, 48, 32), 64)
"""
