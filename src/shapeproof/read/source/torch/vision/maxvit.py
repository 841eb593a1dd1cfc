"""MaxViT: each layer looks closely with a convolution, then within windows, then across a grid."""

TEXT = """
class MBConv(nn.Module):
    def __init__(self, in_channels, out_channels, expansion_ratio, squeeze_ratio, stride,
                 activation_layer, norm_layer, p_stochastic_dropout=0.0):
        super().__init__()
        self.proj = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            resized = nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=True)
            shrunk = nn.AvgPool2d(kernel_size=3, stride=stride, padding=1)
            self.proj = nn.Sequential(*([shrunk] if stride == 2 else []), resized)
        wide = int(out_channels * expansion_ratio)
        convolved = partial(Conv2dNormActivation, activation_layer=activation_layer,
                            norm_layer=norm_layer, inplace=None)
        self.stochastic_depth = nn.Identity()
        if p_stochastic_dropout:
            self.stochastic_depth = StochasticDepth(p_stochastic_dropout, mode="row")
        self.layers = nn.Sequential({
            "pre_norm": norm_layer(in_channels),
            "conv_a": convolved(in_channels, wide, kernel_size=1, padding=0),
            "conv_b": convolved(wide, wide, kernel_size=3, stride=stride, padding=1, groups=wide),
            "squeeze_excitation": SqueezeExcitation(
                wide, int(out_channels * squeeze_ratio), activation=nn.SiLU),
            "conv_c": nn.Conv2d(wide, out_channels, kernel_size=1, bias=True),
        })

    def forward(self, x):
        beside = self.proj(x)
        return beside + self.stochastic_depth(self.layers(x))


class RelativePositionalMultiHeadAttention(nn.Module):
    def __init__(self, feat_dim, head_dim, max_seq_len):
        super().__init__()
        if feat_dim % head_dim != 0:
            raise ValueError(f"feat_dim: {feat_dim} must be divisible by head_dim: {head_dim}")
        self.n_heads, self.head_dim = feat_dim // head_dim, head_dim
        self.size, self.max_seq_len = int(max_seq_len ** 0.5), max_seq_len
        self.to_qkv = nn.Linear(feat_dim, 3 * feat_dim)
        self.scale_factor = feat_dim ** -0.5
        self.merge = nn.Linear(feat_dim, feat_dim)
        apart = 2 * self.size - 1
        self.relative_position_bias_table = nn.Parameter(torch.empty(apart * apart, self.n_heads))
        self.register_buffer("relative_position_index", self._index())

    def _index(self):
        places = torch.arange(self.max_seq_len)
        rows, columns = places // self.size, places % self.size
        down = rows[:, None] - rows[None, :] + self.size - 1
        across = columns[:, None] - columns[None, :] + self.size - 1
        return down * (2 * self.size - 1) + across

    def get_relative_positional_bias(self):
        picked = self.relative_position_bias_table[self.relative_position_index.view(-1)]
        biases = picked.view(self.max_seq_len, self.max_seq_len, -1).permute(2, 0, 1)
        return biases.contiguous().unsqueeze(0)

    def _headed(self, x):
        batch, groups, places, _ = x.shape
        return x.reshape(batch, groups, places, self.n_heads, self.head_dim).permute(0, 1, 3, 2, 4)

    def forward(self, x):
        query, key, value = map(self._headed, self.to_qkv(x).chunk(3, dim=-1))
        scores = torch.einsum("bghid,bghjd->bghij", query, key * self.scale_factor)
        seen = functional.softmax(scores + self.get_relative_positional_bias(), dim=-1)
        found = torch.einsum("bghij,bghjd->bghid", seen, value).permute(0, 1, 3, 2, 4)
        return self.merge(found.reshape(x.shape))


class SwapAxes(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.a, self.b = a, b

    def forward(self, x):
        return torch.swapaxes(x, self.a, self.b)


class WindowPartition(nn.Module):
    def forward(self, x, p):
        batch, channels, height, width = x.shape
        x = x.reshape(batch, channels, height // p, p, width // p, p).permute(0, 2, 4, 3, 5, 1)
        return x.reshape(batch, (height // p) * (width // p), p * p, channels)


class WindowDepartition(nn.Module):
    def forward(self, x, p, h_partitions, w_partitions):
        batch, _, _, channels = x.shape
        x = x.reshape(batch, h_partitions, w_partitions, p, p, channels)
        x = x.permute(0, 5, 1, 3, 2, 4)
        return x.reshape(batch, channels, h_partitions * p, w_partitions * p)


class PartitionAttentionLayer(nn.Module):
    def __init__(self, in_channels, head_dim, partition_size, partition_type, grid_size,
                 mlp_ratio, activation_layer, norm_layer, attention_dropout, mlp_dropout,
                 p_stochastic_dropout):
        super().__init__()
        if partition_type not in ("grid", "window"):
            raise ValueError("partition_type must be either 'grid' or 'window'")
        is_grid, parts = partition_type == "grid", grid_size[0] // partition_size
        self.grid_size, self.partition_type = grid_size, partition_type
        self.p, self.g = (parts, partition_size) if is_grid else (partition_size, parts)
        self.partition_op, self.departition_op = WindowPartition(), WindowDepartition()
        self.partition_swap = SwapAxes(-2, -3) if is_grid else nn.Identity()
        self.departition_swap = SwapAxes(-2, -3) if is_grid else nn.Identity()
        self.attn_layer = nn.Sequential(
            norm_layer(in_channels),
            RelativePositionalMultiHeadAttention(in_channels, head_dim, partition_size ** 2),
            nn.Dropout(attention_dropout))
        wide = in_channels * mlp_ratio
        self.mlp_layer = nn.Sequential(
            nn.LayerNorm(in_channels), nn.Linear(in_channels, wide), activation_layer(),
            nn.Linear(wide, in_channels), nn.Dropout(mlp_dropout))
        self.stochastic_dropout = StochasticDepth(p_stochastic_dropout, mode="row")

    def forward(self, x):
        rows, columns = self.grid_size[0] // self.p, self.grid_size[1] // self.p
        for size in self.grid_size:
            if size % self.p != 0:
                raise AssertionError(
                    "Grid size must be divisible by partition size. Got grid size of "
                    f"{self.grid_size} and partition size of {self.p}")
        x = self.partition_swap(self.partition_op(x, self.p))
        x = x + self.stochastic_dropout(self.attn_layer(x))
        x = x + self.stochastic_dropout(self.mlp_layer(x))
        return self.departition_op(self.departition_swap(x), self.p, rows, columns)


class MaxVitLayer(nn.Module):
    def __init__(self, in_channels, out_channels, squeeze_ratio, expansion_ratio, stride,
                 norm_layer, activation_layer, head_dim, mlp_ratio, mlp_dropout,
                 attention_dropout, p_stochastic_dropout, partition_size, grid_size):
        super().__init__()
        attention = partial(
            PartitionAttentionLayer, out_channels, head_dim, partition_size, grid_size=grid_size,
            mlp_ratio=mlp_ratio, activation_layer=activation_layer, norm_layer=nn.LayerNorm,
            attention_dropout=attention_dropout, mlp_dropout=mlp_dropout,
            p_stochastic_dropout=p_stochastic_dropout)
        self.layers = nn.Sequential({
            "MBconv": MBConv(in_channels, out_channels, expansion_ratio, squeeze_ratio, stride,
                             activation_layer, norm_layer, p_stochastic_dropout),
            "window_attention": attention(partition_type="window"),
            "grid_attention": attention(partition_type="grid"),
        })

    def forward(self, x):
        return self.layers(x)


class MaxVitBlock(nn.Module):
    def __init__(self, in_channels, out_channels, n_layers, input_grid_size, p_stochastic,
                 **settings):
        super().__init__()
        if len(p_stochastic) != n_layers:
            raise ValueError("p_stochastic must have length n_layers")
        self.grid_size = tuple((size - 1) // 2 + 1 for size in input_grid_size)
        self.layers = nn.ModuleList([
            MaxVitLayer(out_channels if i else in_channels, out_channels, stride=1 if i else 2,
                        grid_size=self.grid_size, p_stochastic_dropout=rate, **settings)
            for i, rate in enumerate(p_stochastic)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class MaxVit(nn.Module):
    def __init__(self, input_size, stem_channels, partition_size, block_channels, block_layers,
                 head_dim, stochastic_depth_prob, norm_layer=None, activation_layer=nn.GELU,
                 squeeze_ratio=0.25, expansion_ratio=4, mlp_ratio=4, mlp_dropout=0.0,
                 attention_dropout=0.0, num_classes=1000):
        super().__init__()
        norm = norm_layer
        if norm is None:
            norm = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
        self.partition_size = partition_size
        self.stem = nn.Sequential(
            Conv2dNormActivation(3, stem_channels, 3, stride=2, norm_layer=norm,
                                 activation_layer=activation_layer, bias=False, inplace=None),
            Conv2dNormActivation(stem_channels, stem_channels, 3, stride=1, norm_layer=None,
                                 activation_layer=None, bias=True))
        grid = tuple((size - 1) // 2 + 1 for size in input_size)
        rates = _rising(stochastic_depth_prob, sum(block_layers))
        self.blocks, width = nn.ModuleList(), stem_channels
        for wanted, count in zip(block_channels, block_layers):
            own, rates = rates[:count], rates[count:]
            self.blocks.append(MaxVitBlock(
                width, wanted, count, grid, own, squeeze_ratio=squeeze_ratio,
                expansion_ratio=expansion_ratio, norm_layer=norm,
                activation_layer=activation_layer, head_dim=head_dim, mlp_ratio=mlp_ratio,
                mlp_dropout=mlp_dropout, attention_dropout=attention_dropout,
                partition_size=partition_size))
            width, grid = wanted, self.blocks[-1].grid_size
            if any(size % partition_size != 0 for size in grid):
                raise ValueError(f"Input size {tuple(input_size)} does not fit partition size "
                                 f"{partition_size}: a block has {grid} places")
        self.classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.LayerNorm(width), nn.Linear(width, width),
            nn.Tanh(), nn.Linear(width, num_classes, bias=False))

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classifier(x)


def maxvit_t(weights=None, progress=True, **kwargs):
    kwargs = {"stochastic_depth_prob": 0.2, "partition_size": 7, "input_size": (224, 224),
              **_settled(weights, kwargs)[1]}
    return MaxVit(stem_channels=64, block_channels=[64, 128, 256, 512],
                  block_layers=[2, 2, 5, 2], head_dim=32, **kwargs)
"""
