"""Swin Transformer: attention within windows, which are shifted at every second block."""

TEXT = '''
from math import log


def _merged(x):
    """Each two by two places as one place with four times as many channels."""
    height, width, _ = x.shape[-3:]
    x = functional.pad(x, (0, 0, 0, width % 2, 0, height % 2))
    corners = [x[..., row::2, column::2, :] for column in (0, 1) for row in (0, 1)]
    return torch.cat(corners, -1)


class PatchMerging(nn.Module):
    def __init__(self, dim, norm_layer=nn.LayerNorm):
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(4 * dim)

    def forward(self, x):
        return self.reduction(self.norm(_merged(x)))


class PatchMergingV2(nn.Module):
    def __init__(self, dim, norm_layer=nn.LayerNorm):
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(2 * dim)

    def forward(self, x):
        return self.norm(self.reduction(_merged(x)))


def _parts_of_axis(size, window, shift):
    """Which places of a shifted axis lay beside each other before: 0, 1 or 2 for each place."""
    places = torch.arange(size)
    return (places >= size - window).long() + (places >= size - shift).long()


def _windows(x, window):
    """The places of each window in a row, from images of shape (N, H, W, C)."""
    batch, height, width, channels = x.shape
    rows, columns = height // window[0], width // window[1]
    x = x.view(batch, rows, window[0], columns, window[1], channels).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(batch * rows * columns, window[0] * window[1], channels)


def _apart(height, width, window, shift):
    """What is added to a score so that a place sees no place that came from another side."""
    rows = _parts_of_axis(height, window[0], shift[0])
    columns = _parts_of_axis(width, window[1], shift[1])
    parts = _windows((3 * rows[:, None] + columns)[None, :, :, None], window).squeeze(-1)
    return -100.0 * (parts[:, None, :] != parts[:, :, None])


def shifted_window_attention(input, qkv_weight, proj_weight, relative_position_bias, window_size,
                             num_heads, shift_size, attention_dropout=0.0, dropout=0.0,
                             qkv_bias=None, proj_bias=None, logit_scale=None, training=True):
    batch, height, width, channels = input.shape
    window, size = window_size, channels // num_heads
    below = (window[0] - height % window[0]) % window[0]
    right = (window[1] - width % window[1]) % window[1]
    x = functional.pad(input, (0, 0, 0, right, 0, below))
    tall, wide = height + below, width + right
    shift = [0 if tall <= window[0] else shift_size[0], 0 if wide <= window[1] else shift_size[1]]
    is_shifted = sum(shift) > 0
    if is_shifted:
        x = torch.roll(x, shifts=(-shift[0], -shift[1]), dims=(1, 2))
    x = _windows(x, window)
    if logit_scale is not None and qkv_bias is not None:  # keys have no bias then
        third = qkv_bias.numel() // 3
        none = torch.zeros(third)
        qkv_bias = torch.cat([qkv_bias[:third], none, qkv_bias[2 * third:]])
    read = functional.linear(x, qkv_weight, qkv_bias)
    read = read.reshape(x.size(0), x.size(1), 3, num_heads, size).permute(2, 0, 3, 1, 4)
    query, key, value = read[0], read[1], read[2]
    if logit_scale is None:
        scores = (query * size ** -0.5).matmul(key.transpose(-2, -1))
    else:
        query, key = functional.normalize(query, dim=-1), functional.normalize(key, dim=-1)
        scores = query.matmul(key.transpose(-2, -1))
        scores = scores * torch.clamp(logit_scale, max=log(100.0)).exp()
    scores = scores + relative_position_bias
    if is_shifted:
        count = (tall // window[0]) * (wide // window[1])
        mask = _apart(tall, wide, window, shift)[None, :, None]
        scores = scores.view(x.size(0) // count, count, num_heads, x.size(1), x.size(1)) + mask
        scores = scores.view(-1, num_heads, x.size(1), x.size(1))
    seen = functional.dropout(functional.softmax(scores, dim=-1), attention_dropout, training)
    x = seen.matmul(value).transpose(1, 2).reshape(x.size(0), x.size(1), channels)
    x = functional.dropout(functional.linear(x, proj_weight, proj_bias), dropout, training)
    x = x.view(batch, tall // window[0], wide // window[1], window[0], window[1], channels)
    x = x.permute(0, 1, 3, 2, 4, 5).reshape(batch, tall, wide, channels)
    if is_shifted:
        x = torch.roll(x, shifts=(shift[0], shift[1]), dims=(1, 2))
    return x[:, :height, :width, :].contiguous()


class ShiftedWindowAttention(nn.Module):
    def __init__(self, dim, window_size, shift_size, num_heads, qkv_bias=True, proj_bias=True,
                 attention_dropout=0.0, dropout=0.0):
        super().__init__()
        if len(window_size) != 2 or len(shift_size) != 2:
            raise ValueError("window_size and shift_size must be of length 2")
        self.window_size, self.shift_size, self.num_heads = window_size, shift_size, num_heads
        self.attention_dropout, self.dropout = attention_dropout, dropout
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.proj = nn.Linear(dim, dim, bias=proj_bias)
        self.define_relative_position_bias_table()
        self.define_relative_position_index()

    def define_relative_position_bias_table(self):
        height, width = self.window_size
        self.relative_position_bias_table = nn.Parameter(
            torch.zeros((2 * height - 1) * (2 * width - 1), self.num_heads))

    def define_relative_position_index(self):
        height, width = self.window_size
        rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
        rows, columns = rows.flatten(), columns.flatten()
        down = rows[:, None] - rows[None, :] + height - 1
        across = columns[:, None] - columns[None, :] + width - 1
        index = down * (2 * width - 1) + across
        self.register_buffer("relative_position_index", index.flatten())

    def _biases(self, table):
        """What each head adds to a score, by how far apart two places are."""
        places = self.window_size[0] * self.window_size[1]
        picked = table[self.relative_position_index].view(places, places, -1)
        return picked.permute(2, 0, 1).contiguous().unsqueeze(0)

    def get_relative_position_bias(self):
        return self._biases(self.relative_position_bias_table)

    def _attended(self, x, **more):
        return shifted_window_attention(
            x, self.qkv.weight, self.proj.weight, self.get_relative_position_bias(),
            self.window_size, self.num_heads, shift_size=self.shift_size,
            attention_dropout=self.attention_dropout, dropout=self.dropout,
            qkv_bias=self.qkv.bias, proj_bias=self.proj.bias, training=self.training, **more)

    def forward(self, x):
        return self._attended(x)


class ShiftedWindowAttentionV2(ShiftedWindowAttention):
    def __init__(self, dim, window_size, shift_size, num_heads, qkv_bias=True, proj_bias=True,
                 attention_dropout=0.0, dropout=0.0):
        super().__init__(dim, window_size, shift_size, num_heads, qkv_bias, proj_bias,
                         attention_dropout, dropout)
        self.logit_scale = nn.Parameter(torch.ones(num_heads, 1, 1))
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 512, bias=True), nn.ReLU(inplace=True),
                                     nn.Linear(512, num_heads, bias=False))

    def define_relative_position_bias_table(self):
        height, width = self.window_size
        self.register_buffer(
            "relative_coords_table", torch.zeros(1, 2 * height - 1, 2 * width - 1, 2))

    def get_relative_position_bias(self):
        table = self.cpb_mlp(self.relative_coords_table).view(-1, self.num_heads)
        return 16 * torch.sigmoid(self._biases(table))

    def forward(self, x):
        return self._attended(x, logit_scale=self.logit_scale)


class SwinTransformerBlock(nn.Module):
    def __init__(self, dim, num_heads, window_size, shift_size, mlp_ratio=4.0, dropout=0.0,
                 attention_dropout=0.0, stochastic_depth_prob=0.0, norm_layer=nn.LayerNorm,
                 attn_layer=ShiftedWindowAttention):
        super().__init__()
        self.norm1 = norm_layer(dim)
        self.attn = attn_layer(dim, window_size, shift_size, num_heads, dropout=dropout,
                               attention_dropout=attention_dropout)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.norm2 = norm_layer(dim)
        self.mlp = MLP(dim, [int(dim * mlp_ratio), dim], activation_layer=nn.GELU, inplace=None,
                       dropout=dropout)

    def forward(self, x):
        x = x + self.stochastic_depth(self.attn(self.norm1(x)))
        return x + self.stochastic_depth(self.mlp(self.norm2(x)))


class SwinTransformerBlockV2(SwinTransformerBlock):
    def __init__(self, dim, num_heads, window_size, shift_size, mlp_ratio=4.0, dropout=0.0,
                 attention_dropout=0.0, stochastic_depth_prob=0.0, norm_layer=nn.LayerNorm,
                 attn_layer=ShiftedWindowAttentionV2):
        super().__init__(dim, num_heads, window_size, shift_size, mlp_ratio, dropout,
                         attention_dropout, stochastic_depth_prob, norm_layer, attn_layer)

    def forward(self, x):
        x = x + self.stochastic_depth(self.norm1(self.attn(x)))
        return x + self.stochastic_depth(self.norm2(self.mlp(x)))


class SwinTransformer(nn.Module):
    def __init__(self, patch_size, embed_dim, depths, num_heads, window_size, mlp_ratio=4.0,
                 dropout=0.0, attention_dropout=0.0, stochastic_depth_prob=0.1, num_classes=1000,
                 norm_layer=None, block=None, downsample_layer=PatchMerging):
        super().__init__()
        self.num_classes = num_classes
        made = SwinTransformerBlock if block is None else block
        norm = partial(nn.LayerNorm, eps=1e-5) if norm_layer is None else norm_layer
        patch, rates = tuple(patch_size), _rising(stochastic_depth_prob, sum(depths))
        parts = [nn.Sequential(nn.Conv2d(3, embed_dim, kernel_size=patch, stride=patch),
                               Permute([0, 2, 3, 1]), norm(embed_dim))]
        width = embed_dim
        for stage, (depth, heads) in enumerate(zip(depths, num_heads)):
            if stage:
                parts.append(downsample_layer(width, norm))
                width *= 2
            own, rates = rates[:depth], rates[depth:]
            shifts = [[0 if i % 2 == 0 else size // 2 for size in window_size]
                      for i in range(depth)]
            parts.append(nn.Sequential(*[
                made(width, heads, window_size=window_size, shift_size=shift, mlp_ratio=mlp_ratio,
                     dropout=dropout, attention_dropout=attention_dropout,
                     stochastic_depth_prob=rate, norm_layer=norm)
                for shift, rate in zip(shifts, own)]))
        self.features = nn.Sequential(*parts)
        self.norm = norm(width)
        self.permute = Permute([0, 3, 1, 2])
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten(1)
        self.head = nn.Linear(width, num_classes)

    def forward(self, x):
        x = self.permute(self.norm(self.features(x)))
        return self.head(self.flatten(self.avgpool(x)))


_THIN, _WIDE = (96, (3, 6, 12, 24)), (128, (4, 8, 16, 32))


def _named(width_and_heads, depth, rate, window=7, **version):
    width, heads = width_and_heads

    def build(weights=None, progress=True, **kwargs):
        kwargs = {"stochastic_depth_prob": rate, **version, **_settled(weights, kwargs)[1]}
        return SwinTransformer([4, 4], width, [2, 2, depth, 2], list(heads), [window, window],
                               **kwargs)
    return build


_second = {"window": 8, "block": SwinTransformerBlockV2, "downsample_layer": PatchMergingV2}
swin_t = _named(_THIN, 6, 0.2)
swin_s = _named(_THIN, 18, 0.3)
swin_b = _named(_WIDE, 18, 0.5)
swin_v2_t = _named(_THIN, 6, 0.2, **_second)
swin_v2_s = _named(_THIN, 18, 0.3, **_second)
swin_v2_b = _named(_WIDE, 18, 0.5, **_second)
'''
