"""MNASNet: blocks as in MobileNetV2, found by a search."""

TEXT = """
_norm = partial(nn.BatchNorm2d, momentum=1 - 0.9997)
_STAGES = ((3, 2, 3, 3), (5, 2, 3, 3), (5, 2, 6, 3), (3, 1, 6, 2), (5, 2, 6, 4), (3, 1, 6, 1))


class _InvertedResidual(nn.Module):
    def __init__(self, in_ch, out_ch, kernel_size, stride, expansion_factor, bn_momentum=0.1):
        super().__init__()
        if stride not in (1, 2):
            raise ValueError(f"stride should be 1 or 2 instead of {stride}")
        if kernel_size not in (3, 5):
            raise ValueError(f"kernel_size should be 3 or 5 instead of {kernel_size}")
        norm, inner = partial(nn.BatchNorm2d, momentum=bn_momentum), in_ch * expansion_factor
        self.apply_residual = in_ch == out_ch and stride == 1
        self.layers = nn.Sequential(
            nn.Conv2d(in_ch, inner, 1, bias=False), norm(inner), nn.ReLU(inplace=True),
            nn.Conv2d(inner, inner, kernel_size, padding=kernel_size // 2, stride=stride,
                      groups=inner, bias=False), norm(inner), nn.ReLU(inplace=True),
            nn.Conv2d(inner, out_ch, 1, bias=False), norm(out_ch),
        )

    def forward(self, input):
        result = self.layers(input)
        return result + input if self.apply_residual else result


class MNASNet(nn.Module):
    def __init__(self, alpha, num_classes=1000, dropout=0.2):
        super().__init__()
        if alpha <= 0.0:
            raise ValueError(f"alpha should be greater than 0.0 instead of {alpha}")
        self.alpha, self.num_classes = alpha, num_classes
        stem, width, *widths = [
            _make_divisible(size * alpha, 8) for size in (32, 16, 24, 40, 80, 96, 192, 320)]
        parts = [
            nn.Conv2d(3, stem, 3, padding=1, stride=2, bias=False), _norm(stem),
            nn.ReLU(inplace=True),
            nn.Conv2d(stem, stem, 3, padding=1, groups=stem, bias=False), _norm(stem),
            nn.ReLU(inplace=True),
            nn.Conv2d(stem, width, 1, bias=False), _norm(width),
        ]
        for wanted, (size, stride, expansion, repeats) in zip(widths, _STAGES):
            parts.append(self._stage(width, wanted, size, stride, expansion, repeats))
            width = wanted
        parts += [nn.Conv2d(width, 1280, 1, bias=False), _norm(1280), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*parts)
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout, inplace=True), nn.Linear(1280, num_classes))

    def _stage(self, width, wanted, size, stride, expansion, repeats):
        made = partial(_InvertedResidual, bn_momentum=1 - 0.9997)
        first = made(width, wanted, size, stride, expansion)
        return nn.Sequential(first, *[made(wanted, wanted, size, 1, expansion)
                                      for _ in range(repeats - 1)])

    def forward(self, x):
        return self.classifier(self.layers(x).mean([2, 3]))


mnasnet0_5 = _maker(MNASNet, 0.5)
mnasnet0_75 = _maker(MNASNet, 0.75)
mnasnet1_0 = _maker(MNASNet, 1.0)
mnasnet1_3 = _maker(MNASNet, 1.3)
"""
