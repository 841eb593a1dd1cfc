"""ShuffleNetV2: half of the channels go around each block, and are then mixed with the others."""

TEXT = '''
def channel_shuffle(x, groups):
    """The first channels of all groups, then the second ones of all groups, and so on."""
    batch, channels, height, width = x.size()
    apart = x.view(batch, groups, channels // groups, height, width)
    return apart.transpose(1, 2).contiguous().view(batch, channels, height, width)


class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride):
        super().__init__()
        if not 1 <= stride <= 3:
            raise ValueError("illegal stride value")
        half = oup // 2
        if stride == 1 and inp != half * 2:
            raise ValueError(f"Invalid combination of stride {stride}, inp {inp} and oup {oup} "
                             "values. If stride == 1 then inp should be equal to oup // 2 << 1.")
        self.stride = stride
        self.branch1 = nn.Sequential()
        if stride > 1:
            self.branch1 = nn.Sequential(
                *self._apart(inp, stride), nn.Conv2d(inp, half, kernel_size=1, bias=False),
                nn.BatchNorm2d(half), nn.ReLU(inplace=True))
        self.branch2 = nn.Sequential(
            nn.Conv2d(inp if stride > 1 else half, half, kernel_size=1, bias=False),
            nn.BatchNorm2d(half), nn.ReLU(inplace=True),
            *self._apart(half, stride), nn.Conv2d(half, half, kernel_size=1, bias=False),
            nn.BatchNorm2d(half), nn.ReLU(inplace=True))

    def _apart(self, width, stride):
        """A convolution of each channel by itself."""
        convolved = self.depthwise_conv(width, width, kernel_size=3, stride=stride, padding=1)
        return convolved, nn.BatchNorm2d(width)

    @staticmethod
    def depthwise_conv(i, o, kernel_size, stride=1, padding=0, bias=False):
        return nn.Conv2d(i, o, kernel_size, stride, padding, bias=bias, groups=i)

    def forward(self, x):
        if self.stride == 1:
            kept, read = x.chunk(2, dim=1)
        else:
            kept, read = self.branch1(x), x
        return channel_shuffle(torch.cat((kept, self.branch2(read)), dim=1), 2)


class ShuffleNetV2(nn.Module):
    def __init__(self, stages_repeats, stages_out_channels, num_classes=1000,
                 inverted_residual=InvertedResidual):
        super().__init__()
        if len(stages_repeats) != 3:
            raise ValueError("expected stages_repeats as list of 3 positive ints")
        if len(stages_out_channels) != 5:
            raise ValueError("expected stages_out_channels as list of 5 positive ints")
        self._stage_out_channels = stages_out_channels
        first, *widths, last = stages_out_channels
        self.conv1 = self._convolved(3, first, 3, 2)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        width = first
        for number, repeats, wanted in zip((2, 3, 4), stages_repeats, widths):
            parts = [inverted_residual(width, wanted, 2)]
            parts += [inverted_residual(wanted, wanted, 1) for _ in range(repeats - 1)]
            setattr(self, f"stage{number}", nn.Sequential(*parts))
            width = wanted
        self.conv5 = self._convolved(width, last, 1, 1)
        self.fc = nn.Linear(last, num_classes)

    def _convolved(self, width, wanted, size, stride):
        return nn.Sequential(
            nn.Conv2d(width, wanted, size, stride, padding=size // 2, bias=False),
            nn.BatchNorm2d(wanted), nn.ReLU(inplace=True))

    def _forward_impl(self, x):
        x = self.maxpool(self.conv1(x))
        x = self.conv5(self.stage4(self.stage3(self.stage2(x))))
        return self.fc(x.mean([2, 3]))

    def forward(self, x):
        return self._forward_impl(x)


shufflenet_v2_x0_5 = _maker(ShuffleNetV2, [4, 8, 4], [24, 48, 96, 192, 1024])
shufflenet_v2_x1_0 = _maker(ShuffleNetV2, [4, 8, 4], [24, 116, 232, 464, 1024])
shufflenet_v2_x1_5 = _maker(ShuffleNetV2, [4, 8, 4], [24, 176, 352, 704, 1024])
shufflenet_v2_x2_0 = _maker(ShuffleNetV2, [4, 8, 4], [24, 244, 488, 976, 2048])
'''
