"""Small modules and functions that model files take from timm and from torchvision's `ops`."""

TIMM = """
import collections.abc
from itertools import repeat

import torch
from torch import nn


def _ntuple(n):
    def spread(x):
        if isinstance(x, (list, tuple)):
            return tuple(x)
        return tuple(repeat(x, n))
    return spread


def to_1tuple(x):
    return _ntuple(1)(x)


def to_2tuple(x):
    return _ntuple(2)(x)


def to_3tuple(x):
    return _ntuple(3)(x)


def to_4tuple(x):
    return _ntuple(4)(x)


def to_ntuple(n):
    return _ntuple(n)


def make_divisible(v, divisor=8, min_value=None, round_limit=0.9):
    least = min_value or divisor
    near = max(least, int(v + divisor / 2) // divisor * divisor)
    return near + divisor if near < round_limit * v else near


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0):
    return tensor


def trunc_normal_tf_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0):
    return tensor


def lecun_normal_(tensor):
    return tensor


def drop_path(x, drop_prob=0.0, training=False, scale_by_keep=True):
    return x


class DropPath(nn.Module):
    def __init__(self, drop_prob=0.0, scale_by_keep=True):
        super().__init__()
        self.drop_prob = drop_prob
        self.scale_by_keep = scale_by_keep

    def forward(self, x):
        return x


class Mlp(nn.Module):
    def __init__(self, in_features, hidden_features=None, out_features=None, act_layer=nn.GELU,
                 norm_layer=None, bias=True, drop=0.0, use_conv=False, **device_and_dtype):
        super().__init__()
        out_features = out_features or in_features
        hidden_features = hidden_features or in_features
        biases, drops = to_2tuple(bias), to_2tuple(drop)
        made = (lambda *sizes, bias: nn.Conv2d(*sizes, 1, bias=bias)) if use_conv else nn.Linear
        self.fc1 = made(in_features, hidden_features, bias=biases[0])
        self.act = act_layer()
        self.drop1 = nn.Dropout(drops[0])
        self.norm = nn.Identity() if norm_layer is None else norm_layer(hidden_features)
        self.fc2 = made(hidden_features, out_features, bias=biases[1])
        self.drop2 = nn.Dropout(drops[1])

    def forward(self, x):
        x = self.drop1(self.act(self.fc1(x)))
        return self.drop2(self.fc2(self.norm(x)))


class PatchEmbed(nn.Module):
    def __init__(self, img_size=224, patch_size=16, in_chans=3, embed_dim=768, norm_layer=None,
                 flatten=True, output_fmt=None, bias=True, strict_img_size=True,
                 dynamic_img_pad=False, **device_and_dtype):
        super().__init__()
        self.patch_size = to_2tuple(patch_size)
        self.img_size = to_2tuple(img_size) if img_size is not None else None
        if self.img_size is not None:
            self.grid_size = tuple(s // p for s, p in zip(self.img_size, self.patch_size))
            self.num_patches = self.grid_size[0] * self.grid_size[1]
        self.flatten = flatten
        self.strict_img_size = strict_img_size
        self.proj = nn.Conv2d(in_chans, embed_dim, kernel_size=patch_size, stride=patch_size,
                              bias=bias)
        self.norm = norm_layer(embed_dim) if norm_layer else nn.Identity()

    def forward(self, x):
        B, C, H, W = x.shape
        if self.img_size is not None and self.strict_img_size:
            if H != self.img_size[0]:
                raise AssertionError(
                    f"Input height ({H}) doesn't match model ({self.img_size[0]}).")
            if W != self.img_size[1]:
                raise AssertionError(
                    f"Input width ({W}) doesn't match model ({self.img_size[1]}).")
        x = self.proj(x)
        if self.flatten:
            x = x.flatten(2).transpose(1, 2)
        return self.norm(x)


class LayerNorm2d(nn.LayerNorm):
    def __init__(self, num_channels, eps=1e-6, affine=True, **device_and_dtype):
        super().__init__(num_channels, eps=eps, elementwise_affine=affine)

    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        x = nn.functional.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class LayerScale(nn.Module):
    def __init__(self, dim, init_values=1e-5, inplace=False, **device_and_dtype):
        super().__init__()
        self.gamma = nn.Parameter(init_values * torch.ones(dim))

    def forward(self, x):
        return x * self.gamma


def register_model(function):
    return function
"""
VISION = """
from torch import nn


class StochasticDepth(nn.Module):
    def __init__(self, p, mode):
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, input):
        return input


def stochastic_depth(input, p, mode, training=True):
    return input


class ConvNormActivation(nn.Sequential):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, padding=None, groups=1,
                 norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU, dilation=1, inplace=True,
                 bias=None, conv_layer=nn.Conv2d):
        if padding is None:
            if isinstance(kernel_size, int) and isinstance(dilation, int):
                padding = (kernel_size - 1) // 2 * dilation
            else:
                axes = len(kernel_size) if isinstance(kernel_size, (tuple, list)) else len(dilation)
                taps = (kernel_size,) * axes if isinstance(kernel_size, int) else kernel_size
                rates = (dilation,) * axes if isinstance(dilation, int) else dilation
                padding = tuple((tap - 1) // 2 * rate for tap, rate in zip(taps, rates))
        if bias is None:
            bias = norm_layer is None
        parts = [conv_layer(in_channels, out_channels, kernel_size, stride, padding,
                            dilation=dilation, groups=groups, bias=bias)]
        if norm_layer is not None:
            parts.append(norm_layer(out_channels))
        if activation_layer is not None:
            parts.append(activation_layer(**({} if inplace is None else {"inplace": inplace})))
        super().__init__(*parts)
        self.out_channels = out_channels


class Conv2dNormActivation(ConvNormActivation):
    pass


class ConvBNReLU(ConvNormActivation):
    pass


class Conv3dNormActivation(ConvNormActivation):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, padding=None, groups=1,
                 norm_layer=nn.BatchNorm3d, activation_layer=nn.ReLU, dilation=1, inplace=True,
                 bias=None):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, groups,
                         norm_layer, activation_layer, dilation, inplace, bias, nn.Conv3d)


class SqueezeExcitation(nn.Module):
    def __init__(self, input_channels, squeeze_channels, activation=nn.ReLU,
                 scale_activation=nn.Sigmoid):
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(input_channels, squeeze_channels, 1)
        self.fc2 = nn.Conv2d(squeeze_channels, input_channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def forward(self, input):
        scale = self.activation(self.fc1(self.avgpool(input)))
        return self.scale_activation(self.fc2(scale)) * input


class MLP(nn.Sequential):
    def __init__(self, in_channels, hidden_channels, norm_layer=None, activation_layer=nn.ReLU,
                 inplace=None, bias=True, dropout=0.0):
        how = {} if inplace is None else {"inplace": inplace}
        parts = []
        for width in hidden_channels[:-1]:
            parts.append(nn.Linear(in_channels, width, bias=bias))
            if norm_layer is not None:
                parts.append(norm_layer(width))
            parts.append(activation_layer(**how))
            parts.append(nn.Dropout(dropout, **how))
            in_channels = width
        parts.append(nn.Linear(in_channels, hidden_channels[-1], bias=bias))
        parts.append(nn.Dropout(dropout, **how))
        super().__init__(*parts)


class Permute(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.dims = dims

    def forward(self, x):
        return x.permute(*self.dims)


class FrozenBatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5):
        super().__init__()
        import torch
        self.eps = eps
        self.register_buffer("weight", torch.ones(num_features))
        self.register_buffer("bias", torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x):
        weight, bias = self.weight.reshape(1, -1, 1, 1), self.bias.reshape(1, -1, 1, 1)
        variance = self.running_var.reshape(1, -1, 1, 1)
        mean = self.running_mean.reshape(1, -1, 1, 1)
        scale = weight * (variance + self.eps).rsqrt()
        return x * scale + (bias - mean * scale)


def _make_divisible(v, divisor, min_value=None):
    least = divisor if min_value is None else min_value
    near = max(least, int(v + divisor / 2) // divisor * divisor)
    return near + divisor if near < 0.9 * v else near


def _make_ntuple(x, n):
    return tuple(x) if isinstance(x, (list, tuple)) else (x,) * n
"""
TRANSFORMERS = """
from torch import nn


class PretrainedConfig:
    model_type = ""

    def __init__(self, output_hidden_states=False, output_attentions=False, return_dict=True,
                 is_encoder_decoder=False, num_labels=2, tie_word_embeddings=True, **kwargs):
        self.output_hidden_states = output_hidden_states
        self.output_attentions = output_attentions
        self.return_dict = return_dict
        self.is_encoder_decoder = is_encoder_decoder
        self.num_labels = num_labels
        self.tie_word_embeddings = tie_word_embeddings
        self.is_decoder = False
        self.add_cross_attention = False
        self.chunk_size_feed_forward = 0
        self.torchscript = False
        self.pruned_heads = {}
        self.problem_type = None
        self.pad_token_id = None
        self.use_cache = True
        self._attn_implementation = "eager"
        for name, value in kwargs.items():
            setattr(self, name, value)

    @property
    def use_return_dict(self):
        return self.return_dict

    @classmethod
    def from_pretrained(cls, *args, **kwargs):
        return cls(**kwargs)


class PreTrainedConfig(PretrainedConfig):
    pass


class PreTrainedModel(nn.Module):
    config_class = None
    base_model_prefix = ""
    main_input_name = "input_ids"

    def __init__(self, config, *inputs, **kwargs):
        super().__init__()
        self.config = config

    def post_init(self):
        pass

    def init_weights(self):
        pass

    def tie_weights(self):
        pass

    def get_head_mask(self, head_mask, num_hidden_layers, is_attention_chunked=False):
        return [None] * num_hidden_layers

    def warn_if_padding_and_no_attention_mask(self, input_ids, attention_mask):
        pass

    @classmethod
    def from_pretrained(cls, name=None, *args, config=None, **kwargs):
        return cls(config)


class ModelOutput(dict):
    def __init__(self, *args, **kwargs):
        names = self.order
        given = {**dict(zip(names, args)), **kwargs}
        kept = {name: given[name] for name in names if given.get(name) is not None}
        super().__init__({**kept, **{k: v for k, v in given.items() if v is not None}})

    order = ()

    def __getattr__(self, name):
        return self.get(name)

    def __getitem__(self, key):
        return list(self.values())[key] if isinstance(key, (int, slice)) else self.get(key)

    def to_tuple(self):
        return tuple(self.values())


class _Activations:
    def __getitem__(self, name):
        known = {
            "gelu": nn.GELU, "gelu_new": nn.GELU, "gelu_pytorch_tanh": nn.GELU, "relu": nn.ReLU,
            "gelu_fast": nn.GELU, "quick_gelu": nn.SiLU, "silu": nn.SiLU, "swish": nn.SiLU,
            "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "mish": nn.Mish, "relu6": nn.ReLU6,
            "linear": nn.Identity, "leaky_relu": nn.LeakyReLU,
        }
        return known[name]()

    def __contains__(self, name):
        return name in ("gelu", "relu", "silu", "swish", "tanh", "sigmoid")


ACT2FN = _Activations()


def get_activation(name):
    return ACT2FN[name]


def _states(*more):
    return (*more, "past_key_values", "hidden_states", "attentions", "cross_attentions")


class BaseModelOutput(ModelOutput):
    order = _states("last_hidden_state")


class BaseModelOutputWithPast(ModelOutput):
    order = _states("last_hidden_state")


class BaseModelOutputWithPastAndCrossAttentions(ModelOutput):
    order = _states("last_hidden_state")


class BaseModelOutputWithPooling(ModelOutput):
    order = _states("last_hidden_state", "pooler_output")


class BaseModelOutputWithPoolingAndCrossAttentions(ModelOutput):
    order = _states("last_hidden_state", "pooler_output")


class BaseModelOutputWithNoAttention(ModelOutput):
    order = _states("last_hidden_state")


class MaskedLMOutput(ModelOutput):
    order = _states("loss", "logits")


class CausalLMOutput(ModelOutput):
    order = _states("loss", "logits")


class CausalLMOutputWithPast(ModelOutput):
    order = _states("loss", "logits")


class CausalLMOutputWithCrossAttentions(ModelOutput):
    order = _states("loss", "logits")


class SequenceClassifierOutput(ModelOutput):
    order = _states("loss", "logits")


class TokenClassifierOutput(ModelOutput):
    order = _states("loss", "logits")


class ImageClassifierOutput(ModelOutput):
    order = _states("loss", "logits")


class QuestionAnsweringModelOutput(ModelOutput):
    order = _states("loss", "start_logits", "end_logits")
"""
HOMES = {
    "transformers": TRANSFORMERS,
    **dict.fromkeys(
        ("timm.layers", "timm.models.layers", "timm.models.registry", "timm.models._registry"), TIMM
    ),
    **dict.fromkeys(("torchvision.ops", "torchvision.models._utils", "torchvision.utils"), VISION),
}
