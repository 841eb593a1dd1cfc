"""SqueezeNet: few channels are read by convolutions of 1 by 1 and of 3 by 3 side by side."""

TEXT = """
class Fire(nn.Module):
    def __init__(self, inplanes, squeeze_planes, expand1x1_planes, expand3x3_planes):
        super().__init__()
        self.inplanes = inplanes
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, kernel_size=1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand1x1_planes, kernel_size=1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand3x3_planes, kernel_size=3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x):
        few = self.squeeze_activation(self.squeeze(x))
        small = self.expand1x1_activation(self.expand1x1(few))
        wide = self.expand3x3_activation(self.expand3x3(few))
        return torch.cat([small, wide], 1)


_FIRES = ((96, 16, 64), (128, 16, 64), (128, 32, 128), (256, 32, 128), (256, 48, 192),
          (384, 48, 192), (384, 64, 256), (512, 64, 256))
_POOLED = {"1_0": (0, 3, 7), "1_1": (0, 2, 4)}
_FIRST = {"1_0": (96, 7), "1_1": (64, 3)}


def _features(version):
    width, size = _FIRST[version]
    parts = [nn.Conv2d(3, width, kernel_size=size, stride=2), nn.ReLU(inplace=True)]
    for i, (before, few, each) in enumerate(_FIRES):
        if i in _POOLED[version]:
            parts.append(nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True))
        parts.append(Fire(before if i else width, few, each, each))
    return nn.Sequential(*parts)


class SqueezeNet(nn.Module):
    def __init__(self, version="1_0", num_classes=1000, dropout=0.5):
        super().__init__()
        if version not in _FIRST:
            raise ValueError(f"Unsupported SqueezeNet version {version}: 1_0 or 1_1 expected")
        self.num_classes = num_classes
        self.features = _features(version)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Conv2d(512, num_classes, kernel_size=1),
            nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1)),
        )

    def forward(self, x):
        return torch.flatten(self.classifier(self.features(x)), 1)


squeezenet1_0 = _maker(SqueezeNet, "1_0")
squeezenet1_1 = _maker(SqueezeNet, "1_1")
"""
