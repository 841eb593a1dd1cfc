"""EfficientNet: wider, deeper and on larger images from one to the next; and version 2."""

TEXT = '''
from dataclasses import dataclass
from math import ceil
from typing import Any


@dataclass
class _MBConvConfig:
    expand_ratio: float
    kernel: int
    stride: int
    input_channels: int
    out_channels: int
    num_layers: int
    block: Any

    @staticmethod
    def adjust_channels(channels, width_mult, min_value=None):
        return _make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers,
                 width_mult=1.0, depth_mult=1.0, block=None):
        super().__init__(
            expand_ratio, kernel, stride, self.adjust_channels(input_channels, width_mult),
            self.adjust_channels(out_channels, width_mult),
            self.adjust_depth(num_layers, depth_mult), MBConv if block is None else block)

    @staticmethod
    def adjust_depth(num_layers, depth_mult):
        return int(ceil(num_layers * depth_mult))


class FusedMBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers,
                 block=None):
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers,
                         FusedMBConv if block is None else block)


class _Block(nn.Module):
    """What adds to what it reads wherever it gives as much as it reads."""
    def __init__(self, cnf, stochastic_depth_prob, norm_layer, *more):
        super().__init__()
        if cnf.stride not in (1, 2):
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        wide = cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        convolved = partial(Conv2dNormActivation, norm_layer=norm_layer, activation_layer=nn.SiLU)
        self.block = nn.Sequential(*self.parts(cnf, wide, convolved, *more))
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.out_channels = cnf.out_channels

    def forward(self, input):
        result = self.block(input)
        return self.stochastic_depth(result) + input if self.use_res_connect else result


class MBConv(_Block):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer, se_layer=SqueezeExcitation):
        super().__init__(cnf, stochastic_depth_prob, norm_layer, se_layer)

    def parts(self, cnf, wide, convolved, weighing):
        narrow = cnf.input_channels
        if wide != narrow:
            yield convolved(narrow, wide, kernel_size=1)
        yield convolved(wide, wide, kernel_size=cnf.kernel, stride=cnf.stride, groups=wide)
        yield weighing(wide, max(1, narrow // 4), activation=partial(nn.SiLU, inplace=True))
        yield convolved(wide, cnf.out_channels, kernel_size=1, activation_layer=None)


class FusedMBConv(_Block):
    def parts(self, cnf, wide, convolved):
        narrow, given = cnf.input_channels, cnf.out_channels
        if wide == narrow:
            yield convolved(narrow, given, kernel_size=cnf.kernel, stride=cnf.stride)
        else:
            yield convolved(narrow, wide, kernel_size=cnf.kernel, stride=cnf.stride)
            yield convolved(wide, given, kernel_size=1, activation_layer=None)


class EfficientNet(nn.Module):
    def __init__(self, inverted_residual_setting, dropout, stochastic_depth_prob=0.2,
                 num_classes=1000, norm_layer=None, last_channel=None):
        super().__init__()
        if not inverted_residual_setting:
            raise ValueError("The inverted_residual_setting should not be empty")
        stages = inverted_residual_setting
        norm = nn.BatchNorm2d if norm_layer is None else norm_layer
        convolved = partial(Conv2dNormActivation, norm_layer=norm, activation_layer=nn.SiLU)
        parts = [convolved(3, stages[0].input_channels, kernel_size=3, stride=2)]
        total, done = sum(cnf.num_layers for cnf in stages), 0
        for cnf in stages:
            blocks = []
            for i in range(cnf.num_layers):
                own = cnf if i == 0 else _as_next(cnf)
                blocks.append(cnf.block(own, stochastic_depth_prob * done / total, norm))
                done += 1
            parts.append(nn.Sequential(*blocks))
        width = stages[-1].out_channels
        last = 4 * width if last_channel is None else last_channel
        parts.append(convolved(width, last, kernel_size=1))
        self.features = nn.Sequential(*parts)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout, inplace=True), nn.Linear(last, num_classes))

    def _forward_impl(self, x):
        return _classified(self, self.features(x))

    def forward(self, x):
        return self._forward_impl(x)


def _as_next(cnf):
    """The second block of a stage and those after it."""
    return _MBConvConfig(cnf.expand_ratio, cnf.kernel, 1, cnf.out_channels, cnf.out_channels, 1,
                         cnf.block)


_FIRST = ((1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3),
          (6, 5, 1, 80, 112, 3), (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1))
_SECOND = {
    "efficientnet_v2_s": (((1, 3, 1, 24, 24, 2), (4, 3, 2, 24, 48, 4), (4, 3, 2, 48, 64, 4)),
                          ((4, 3, 2, 64, 128, 6), (6, 3, 1, 128, 160, 9),
                           (6, 3, 2, 160, 256, 15))),
    "efficientnet_v2_m": (((1, 3, 1, 24, 24, 3), (4, 3, 2, 24, 48, 5), (4, 3, 2, 48, 80, 5)),
                          ((4, 3, 2, 80, 160, 7), (6, 3, 1, 160, 176, 14),
                           (6, 3, 2, 176, 304, 18), (6, 3, 1, 304, 512, 5))),
    "efficientnet_v2_l": (((1, 3, 1, 32, 32, 4), (4, 3, 2, 32, 64, 7), (4, 3, 2, 64, 96, 7)),
                          ((4, 3, 2, 96, 192, 10), (6, 3, 1, 192, 224, 19),
                           (6, 3, 2, 224, 384, 25), (6, 3, 1, 384, 640, 7))),
}


def _efficientnet_conf(arch, width_mult=1.0, depth_mult=1.0, **kwargs):
    if arch in _SECOND:
        fused, plain = _SECOND[arch]
        return ([FusedMBConvConfig(*row) for row in fused]
                + [MBConvConfig(*row) for row in plain]), 1280
    return [MBConvConfig(*row, width_mult, depth_mult) for row in _FIRST], None


def _named(arch, dropout, width_mult=1.0, depth_mult=1.0, **norm):
    def build(weights=None, progress=True, **kwargs):
        kwargs = _settled(weights, kwargs)[1]
        stages, last = _efficientnet_conf(arch, width_mult=width_mult, depth_mult=depth_mult)
        if norm:
            kwargs.setdefault("norm_layer", partial(nn.BatchNorm2d, **norm))
        return EfficientNet(stages, kwargs.pop("dropout", dropout), last_channel=last, **kwargs)
    return build


efficientnet_b0 = _named("efficientnet_b0", 0.2, 1.0, 1.0)
efficientnet_b1 = _named("efficientnet_b1", 0.2, 1.0, 1.1)
efficientnet_b2 = _named("efficientnet_b2", 0.3, 1.1, 1.2)
efficientnet_b3 = _named("efficientnet_b3", 0.3, 1.2, 1.4)
efficientnet_b4 = _named("efficientnet_b4", 0.4, 1.4, 1.8)
efficientnet_b5 = _named("efficientnet_b5", 0.4, 1.6, 2.2, eps=0.001, momentum=0.01)
efficientnet_b6 = _named("efficientnet_b6", 0.5, 1.8, 2.6, eps=0.001, momentum=0.01)
efficientnet_b7 = _named("efficientnet_b7", 0.5, 2.0, 3.1, eps=0.001, momentum=0.01)
efficientnet_v2_s = _named("efficientnet_v2_s", 0.2, eps=0.001)
efficientnet_v2_m = _named("efficientnet_v2_m", 0.3, eps=0.001)
efficientnet_v2_l = _named("efficientnet_v2_l", 0.4, eps=0.001)
'''
