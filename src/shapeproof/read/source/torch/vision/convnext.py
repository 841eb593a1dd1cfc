"""ConvNeXt: large windows of each channel by itself, then dense layers at each place."""

TEXT = """
class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        x = functional.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class CNBlock(nn.Module):
    def __init__(self, dim, layer_scale, stochastic_depth_prob, norm_layer=None):
        super().__init__()
        norm = partial(nn.LayerNorm, eps=1e-6) if norm_layer is None else norm_layer
        self.block = nn.Sequential(
            nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim, bias=True),
            Permute([0, 2, 3, 1]), norm(dim),
            nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim),
            Permute([0, 3, 1, 2]),
        )
        self.layer_scale = nn.Parameter(torch.ones(dim, 1, 1) * layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input):
        return input + self.stochastic_depth(self.layer_scale * self.block(input))


class CNBlockConfig:
    def __init__(self, input_channels, out_channels, num_layers):
        self.input_channels, self.out_channels = input_channels, out_channels
        self.num_layers = num_layers


class ConvNeXt(nn.Module):
    def __init__(self, block_setting, stochastic_depth_prob=0.0, layer_scale=1e-6,
                 num_classes=1000, block=None, norm_layer=None, **kwargs):
        super().__init__()
        if not block_setting:
            raise ValueError("The block_setting should not be empty")
        made = CNBlock if block is None else block
        norm = partial(LayerNorm2d, eps=1e-6) if norm_layer is None else norm_layer
        rates = _rising(stochastic_depth_prob, sum(cnf.num_layers for cnf in block_setting))
        parts = [Conv2dNormActivation(
            3, block_setting[0].input_channels, kernel_size=4, stride=4, padding=0,
            norm_layer=norm, activation_layer=None, bias=True)]
        for cnf in block_setting:
            width, wanted = cnf.input_channels, cnf.out_channels
            own, rates = rates[:cnf.num_layers], rates[cnf.num_layers:]
            parts.append(nn.Sequential(*[made(width, layer_scale, rate) for rate in own]))
            if wanted is not None:
                parts.append(nn.Sequential(
                    norm(width), nn.Conv2d(width, wanted, kernel_size=2, stride=2)))
        last = block_setting[-1]
        width = last.input_channels if last.out_channels is None else last.out_channels
        self.features = nn.Sequential(*parts)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            norm(width), nn.Flatten(1), nn.Linear(width, num_classes))

    def _forward_impl(self, x):
        return self.classifier(self.avgpool(self.features(x)))

    def forward(self, x):
        return self._forward_impl(x)


def _named(widths, depths, stochastic_depth_prob):
    stages = [CNBlockConfig(*row) for row in zip(widths, (*widths[1:], None), depths)]

    def build(weights=None, progress=True, **kwargs):
        kwargs = _settled(weights, kwargs)[1]
        return ConvNeXt(stages, kwargs.pop("stochastic_depth_prob", stochastic_depth_prob),
                        **kwargs)
    return build


convnext_tiny = _named((96, 192, 384, 768), (3, 3, 9, 3), 0.1)
convnext_small = _named((96, 192, 384, 768), (3, 3, 27, 3), 0.4)
convnext_base = _named((128, 256, 512, 1024), (3, 3, 27, 3), 0.5)
convnext_large = _named((192, 384, 768, 1536), (3, 3, 27, 3), 0.5)
"""
