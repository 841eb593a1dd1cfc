"""MobileNetV3: blocks as in MobileNetV2, many of which weigh their channels."""

TEXT = '''
class InvertedResidualConfig:
    def __init__(self, input_channels, kernel, expanded_channels, out_channels, use_se,
                 activation, stride, dilation, width_mult):
        self.input_channels = self.adjust_channels(input_channels, width_mult)
        self.kernel = kernel
        self.expanded_channels = self.adjust_channels(expanded_channels, width_mult)
        self.out_channels = self.adjust_channels(out_channels, width_mult)
        self.use_se = use_se
        self.use_hs = activation == "HS"
        self.stride, self.dilation = stride, dilation

    @staticmethod
    def adjust_channels(channels, width_mult):
        return _make_divisible(channels * width_mult, 8)


class InvertedResidual(nn.Module):
    def __init__(self, cnf, norm_layer,
                 se_layer=partial(SqueezeExcitation, scale_activation=nn.Hardsigmoid)):
        super().__init__()
        if cnf.stride not in (1, 2):
            raise ValueError("illegal stride value")
        narrow, wide = cnf.input_channels, cnf.expanded_channels
        convolved = partial(Conv2dNormActivation, norm_layer=norm_layer,
                            activation_layer=nn.Hardswish if cnf.use_hs else nn.ReLU)
        parts = [] if wide == narrow else [convolved(narrow, wide, kernel_size=1)]
        parts.append(convolved(
            wide, wide, kernel_size=cnf.kernel, stride=1 if cnf.dilation > 1 else cnf.stride,
            dilation=cnf.dilation, groups=wide))
        if cnf.use_se:
            parts.append(se_layer(wide, _make_divisible(wide // 4, 8)))
        parts.append(convolved(wide, cnf.out_channels, kernel_size=1, activation_layer=None))
        self.block = nn.Sequential(*parts)
        self.use_res_connect = cnf.stride == 1 and narrow == cnf.out_channels
        self.out_channels, self._is_cn = cnf.out_channels, cnf.stride > 1

    def forward(self, input):
        result = self.block(input)
        return result + input if self.use_res_connect else result


class MobileNetV3(nn.Module):
    def __init__(self, inverted_residual_setting, last_channel, num_classes=1000, block=None,
                 norm_layer=None, dropout=0.2, **kwargs):
        super().__init__()
        if not inverted_residual_setting:
            raise ValueError("The inverted_residual_setting should not be empty")
        made = InvertedResidual if block is None else block
        norm = norm_layer
        if norm is None:
            norm = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
        convolved = partial(Conv2dNormActivation, norm_layer=norm, activation_layer=nn.Hardswish)
        first = inverted_residual_setting[0].input_channels
        last = inverted_residual_setting[-1].out_channels
        self.features = nn.Sequential(
            convolved(3, first, kernel_size=3, stride=2),
            *[made(cnf, norm) for cnf in inverted_residual_setting],
            convolved(last, 6 * last, kernel_size=1),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Linear(6 * last, last_channel), nn.Hardswish(inplace=True),
            nn.Dropout(p=dropout, inplace=True), nn.Linear(last_channel, num_classes),
        )

    def _forward_impl(self, x):
        return _classified(self, self.features(x))

    def forward(self, x):
        return self._forward_impl(x)


_LARGE = ((16, 3, 16, 16, False, "RE", 1), (16, 3, 64, 24, False, "RE", 2),
          (24, 3, 72, 24, False, "RE", 1), (24, 5, 72, 40, True, "RE", 2),
          (40, 5, 120, 40, True, "RE", 1), (40, 5, 120, 40, True, "RE", 1),
          (40, 3, 240, 80, False, "HS", 2), (80, 3, 200, 80, False, "HS", 1),
          (80, 3, 184, 80, False, "HS", 1), (80, 3, 184, 80, False, "HS", 1),
          (80, 3, 480, 112, True, "HS", 1), (112, 3, 672, 112, True, "HS", 1),
          (112, 5, 672, 160, True, "HS", 2), (160, 5, 960, 160, True, "HS", 1),
          (160, 5, 960, 160, True, "HS", 1))
_SMALL = ((16, 3, 16, 16, True, "RE", 2), (16, 3, 72, 24, False, "RE", 2),
          (24, 3, 88, 24, False, "RE", 1), (24, 5, 96, 40, True, "HS", 2),
          (40, 5, 240, 40, True, "HS", 1), (40, 5, 240, 40, True, "HS", 1),
          (40, 5, 120, 48, True, "HS", 1), (48, 5, 144, 48, True, "HS", 1),
          (48, 5, 288, 96, True, "HS", 2), (96, 5, 576, 96, True, "HS", 1),
          (96, 5, 576, 96, True, "HS", 1))


def _mobilenet_v3_conf(arch, width_mult=1.0, reduced_tail=False, dilated=False, **kwargs):
    """The blocks of the larger or the smaller one, and the width of the dense layer behind."""
    table, last = (_LARGE, 1280) if arch == "mobilenet_v3_large" else (_SMALL, 1024)
    part, rate = 2 if reduced_tail else 1, 2 if dilated else 1
    tail = len(table) - 3
    blocks = []
    for i, (read, kernel, inner, given, weighs, activation, stride) in enumerate(table):
        if i >= tail:
            given = given // part
        if i > tail:
            read, inner = read // part, inner // part
        blocks.append(InvertedResidualConfig(
            read, kernel, inner, given, weighs, activation, stride, rate if i >= tail else 1,
            width_mult))
    return blocks, InvertedResidualConfig.adjust_channels(last // part, width_mult)


def _named(arch):
    def build(weights=None, progress=True, **kwargs):
        kwargs = _settled(weights, kwargs)[1]
        chosen = {name: kwargs.pop(name) for name in ("width_mult", "reduced_tail", "dilated")
                  if name in kwargs}
        return MobileNetV3(*_mobilenet_v3_conf(arch, **chosen), **kwargs)
    return build


mobilenet_v3_large = _named("mobilenet_v3_large")
mobilenet_v3_small = _named("mobilenet_v3_small")
'''
