"""MobileNetV2: few channels between blocks, many inside of them."""

TEXT = """
class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride, expand_ratio, norm_layer=None):
        super().__init__()
        if stride not in (1, 2):
            raise ValueError(f"stride should be 1 or 2 instead of {stride}")
        norm = nn.BatchNorm2d if norm_layer is None else norm_layer
        inner = int(round(inp * expand_ratio))
        convolved = partial(Conv2dNormActivation, norm_layer=norm, activation_layer=nn.ReLU6)
        parts = [] if expand_ratio == 1 else [convolved(inp, inner, kernel_size=1)]
        parts.append(convolved(inner, inner, stride=stride, groups=inner))
        parts += [nn.Conv2d(inner, oup, 1, bias=False), norm(oup)]
        self.conv = nn.Sequential(*parts)
        self.stride, self.out_channels = stride, oup
        self.use_res_connect = stride == 1 and inp == oup

    def forward(self, x):
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


_STAGES = [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1],
           [6, 160, 3, 2], [6, 320, 1, 1]]


class MobileNetV2(nn.Module):
    def __init__(self, num_classes=1000, width_mult=1.0, inverted_residual_setting=None,
                 round_nearest=8, block=None, norm_layer=None, dropout=0.2):
        super().__init__()
        made = InvertedResidual if block is None else block
        norm = nn.BatchNorm2d if norm_layer is None else norm_layer
        stages = inverted_residual_setting or _STAGES
        convolved = partial(Conv2dNormActivation, norm_layer=norm, activation_layer=nn.ReLU6)
        width = _make_divisible(32 * width_mult, round_nearest)
        self.last_channel = _make_divisible(1280 * max(1.0, width_mult), round_nearest)
        parts = [convolved(3, width, stride=2)]
        for expansion, channels, repeats, stride in stages:
            wanted = _make_divisible(channels * width_mult, round_nearest)
            for i in range(repeats):
                parts.append(made(width, wanted, 1 if i else stride, expand_ratio=expansion,
                                  norm_layer=norm))
                width = wanted
        parts.append(convolved(width, self.last_channel, kernel_size=1))
        self.features = nn.Sequential(*parts)
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout), nn.Linear(self.last_channel, num_classes))

    def _forward_impl(self, x):
        x = functional.adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(torch.flatten(x, 1))

    def forward(self, x):
        return self._forward_impl(x)


mobilenet_v2 = _maker(MobileNetV2)
"""
