"""VGG: convolutions of 3 by 3, with a pooling between groups of them."""

TEXT = '''
class VGG(nn.Module):
    def __init__(self, features, num_classes=1000, init_weights=True, dropout=0.5):
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(True), nn.Dropout(dropout),
            nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(dropout),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return _classified(self, self.features(x))


def make_layers(cfg, batch_norm=False):
    """A convolution for each number, a pooling for each "M"."""
    parts, width = [], 3
    for wanted in cfg:
        if wanted == "M":
            parts.append(nn.MaxPool2d(kernel_size=2, stride=2))
            continue
        parts.append(nn.Conv2d(width, wanted, kernel_size=3, padding=1))
        if batch_norm:
            parts.append(nn.BatchNorm2d(wanted))
        parts.append(nn.ReLU(inplace=True))
        width = wanted
    return nn.Sequential(*parts)


def _groups(*depths):
    """So many convolutions in each group, twice as wide from group to group up to 512."""
    written = []
    for depth, width in zip(depths, (64, 128, 256, 512, 512)):
        written += [width] * depth + ["M"]
    return written


cfgs = {"A": _groups(1, 1, 2, 2, 2), "B": _groups(2, 2, 2, 2, 2),
        "D": _groups(2, 2, 3, 3, 3), "E": _groups(2, 2, 4, 4, 4)}


def _vgg(cfg, batch_norm, weights, progress, **kwargs):
    kwargs = _settled(weights, kwargs)[1]
    return VGG(make_layers(cfgs[cfg], batch_norm), **kwargs)


def _named(cfg, batch_norm=False):
    def build(weights=None, progress=True, **kwargs):
        return _vgg(cfg, batch_norm, weights, progress, **kwargs)
    return build


vgg11 = _named("A")
vgg11_bn = _named("A", True)
vgg13 = _named("B")
vgg13_bn = _named("B", True)
vgg16 = _named("D")
vgg16_bn = _named("D", True)
vgg19 = _named("E")
vgg19_bn = _named("E", True)
'''
