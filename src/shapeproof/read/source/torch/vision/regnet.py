"""RegNet: the widths of its stages follow one line, whose slope and start tell the model."""

TEXT = """
from math import log


class SimpleStemIN(Conv2dNormActivation):
    def __init__(self, width_in, width_out, norm_layer, activation_layer):
        super().__init__(width_in, width_out, kernel_size=3, stride=2, norm_layer=norm_layer,
                         activation_layer=activation_layer)


class BottleneckTransform(nn.Sequential):
    def __init__(self, width_in, width_out, stride, norm_layer, activation_layer, group_width,
                 bottleneck_multiplier, se_ratio):
        inner = int(round(width_out * bottleneck_multiplier))
        convolved = partial(Conv2dNormActivation, norm_layer=norm_layer,
                            activation_layer=activation_layer)
        parts = {"a": convolved(width_in, inner, kernel_size=1),
                 "b": convolved(inner, inner, kernel_size=3, stride=stride,
                                groups=inner // group_width)}
        if se_ratio:
            parts["se"] = SqueezeExcitation(inner, int(round(se_ratio * width_in)),
                                            activation=activation_layer)
        parts["c"] = convolved(inner, width_out, kernel_size=1, activation_layer=None)
        super().__init__(parts)


class ResBottleneckBlock(nn.Module):
    def __init__(self, width_in, width_out, stride, norm_layer, activation_layer, group_width=1,
                 bottleneck_multiplier=1.0, se_ratio=None):
        super().__init__()
        self.proj = None
        if width_in != width_out or stride != 1:
            self.proj = Conv2dNormActivation(width_in, width_out, kernel_size=1, stride=stride,
                                             norm_layer=norm_layer, activation_layer=None)
        self.f = BottleneckTransform(width_in, width_out, stride, norm_layer, activation_layer,
                                     group_width, bottleneck_multiplier, se_ratio)
        self.activation = activation_layer(inplace=True)

    def forward(self, x):
        beside = x if self.proj is None else self.proj(x)
        return self.activation(beside + self.f(x))


class AnyStage(nn.Sequential):
    def __init__(self, width_in, width_out, stride, depth, block_constructor, norm_layer,
                 activation_layer, group_width, bottleneck_multiplier, se_ratio=None,
                 stage_index=0):
        super().__init__()
        for i in range(depth):
            self.add_module(f"block{stage_index}-{i}", block_constructor(
                width_out if i else width_in, width_out, 1 if i else stride, norm_layer,
                activation_layer, group_width, bottleneck_multiplier, se_ratio))


class BlockParams:
    def __init__(self, depths, widths, group_widths, bottleneck_multipliers, strides,
                 se_ratio=None):
        self.depths, self.widths, self.group_widths = depths, widths, group_widths
        self.bottleneck_multipliers, self.strides = bottleneck_multipliers, strides
        self.se_ratio = se_ratio

    @classmethod
    def from_init_params(cls, depth, w_0, w_a, w_m, group_width, bottleneck_multiplier=1.0,
                         se_ratio=None, **kwargs):
        if w_a < 0 or w_0 <= 0 or w_m <= 1 or w_0 % 8 != 0:
            raise ValueError("Invalid RegNet settings")
        powers = [round(log(1 + w_a * i / w_0) / log(w_m)) for i in range(depth)]
        wanted = [round(w_0 * w_m ** power / 8) * 8 for power in powers]
        widths = sorted(set(wanted))
        groups, fitting = [], []
        for width in widths:
            inner = int(width * bottleneck_multiplier)
            group = min(group_width, inner)
            groups.append(group)
            fitting.append(int(_make_divisible(inner, group) / bottleneck_multiplier))
        count = len(widths)
        return cls([wanted.count(width) for width in widths], fitting, groups,
                   [bottleneck_multiplier] * count, [2] * count, se_ratio)

    def _get_expanded_params(self):
        return zip(self.widths, self.strides, self.depths, self.group_widths,
                   self.bottleneck_multipliers)


class RegNet(nn.Module):
    def __init__(self, block_params, num_classes=1000, stem_width=32, stem_type=None,
                 block_type=None, norm_layer=None, activation=None):
        super().__init__()
        stem = SimpleStemIN if stem_type is None else stem_type
        made = ResBottleneckBlock if block_type is None else block_type
        norm = nn.BatchNorm2d if norm_layer is None else norm_layer
        active = nn.ReLU if activation is None else activation
        self.stem = stem(3, stem_width, norm, active)
        stages, width = {}, stem_width
        for number, row in enumerate(block_params._get_expanded_params(), 1):
            wanted, stride, depth, group_width, multiplier = row
            stages[f"block{number}"] = AnyStage(
                width, wanted, stride, depth, made, norm, active, group_width, multiplier,
                block_params.se_ratio, stage_index=number)
            width = wanted
        self.trunk_output = nn.Sequential(stages)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(width, num_classes)

    def forward(self, x):
        x = self.avgpool(self.trunk_output(self.stem(x)))
        return self.fc(x.flatten(start_dim=1))


def _named(depth, w_0, w_a, w_m, group_width, se_ratio=None):
    def build(weights=None, progress=True, **kwargs):
        kwargs = _settled(weights, kwargs)[1]
        kwargs.setdefault("norm_layer", partial(nn.BatchNorm2d, eps=1e-05, momentum=0.1))
        return RegNet(BlockParams.from_init_params(
            depth, w_0, w_a, w_m, group_width, se_ratio=se_ratio), **kwargs)
    return build


regnet_y_400mf = _named(16, 48, 27.89, 2.09, 8, 0.25)
regnet_y_800mf = _named(14, 56, 38.84, 2.4, 16, 0.25)
regnet_y_1_6gf = _named(27, 48, 20.71, 2.65, 24, 0.25)
regnet_y_3_2gf = _named(21, 80, 42.63, 2.66, 24, 0.25)
regnet_y_8gf = _named(17, 192, 76.82, 2.19, 56, 0.25)
regnet_y_16gf = _named(18, 200, 106.23, 2.48, 112, 0.25)
regnet_y_32gf = _named(20, 232, 115.89, 2.53, 232, 0.25)
regnet_y_128gf = _named(27, 456, 160.83, 2.52, 264, 0.25)
regnet_x_400mf = _named(22, 24, 24.48, 2.54, 16)
regnet_x_800mf = _named(16, 56, 35.73, 2.28, 16)
regnet_x_1_6gf = _named(18, 80, 34.01, 2.25, 24)
regnet_x_3_2gf = _named(25, 88, 26.31, 2.25, 48)
regnet_x_8gf = _named(23, 80, 49.56, 2.88, 120)
regnet_x_16gf = _named(22, 216, 55.59, 2.1, 128)
regnet_x_32gf = _named(23, 320, 69.86, 2.0, 168)
"""
