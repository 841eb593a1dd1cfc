"""torch's modules and functions, spelled as torch spells them.

A family is a file with `MODULES`, the rules of `torch.nn`'s modules, and `FUNCTIONS`, those of
functions on tensors, under the names that torch's dispatcher has for them (`cat`, `fft_rfft`,
`linalg_norm`, `max.dim`): `torch.cat`, `Tensor.view` and `nn.functional.relu` are all functions.
A family loads when one of its names is asked for.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from shapeproof.rules.rule import Rule

MODULES = {
    "activations": "ReLU ReLU6 LeakyReLU PReLU RReLU ELU SELU CELU GELU SiLU Mish Sigmoid "
    "LogSigmoid Tanh Tanhshrink Hardtanh Hardshrink Hardsigmoid Hardswish Softplus Softshrink "
    "Softsign Threshold GLU Softmax Softmin Softmax2d LogSoftmax AdaptiveLogSoftmaxWithLoss",
    "convolution": "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d "
    "LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d "
    "LazyConvTranspose3d",
    "pooling": "MaxPool1d MaxPool2d MaxPool3d AvgPool1d AvgPool2d AvgPool3d LPPool1d LPPool2d "
    "LPPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AdaptiveAvgPool1d "
    "AdaptiveAvgPool2d AdaptiveAvgPool3d FractionalMaxPool2d FractionalMaxPool3d MaxUnpool1d "
    "MaxUnpool2d MaxUnpool3d",
    "recurrent": "RNN LSTM GRU RNNCell LSTMCell GRUCell",
}
FUNCTIONS = {
    "activations": "relu relu6 leaky_relu prelu rrelu elu selu celu gelu silu mish sigmoid "
    "logsigmoid tanh tanhshrink hardtanh hardshrink hardsigmoid hardswish softplus softshrink "
    "softsign threshold glu softmax softmin log_softmax gumbel_softmax",
    "convolution": "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d",
    "pooling": "max_pool1d max_pool2d max_pool3d max_pool1d_with_indices max_pool2d_with_indices "
    "max_pool3d_with_indices avg_pool1d avg_pool2d avg_pool3d lp_pool1d lp_pool2d lp_pool3d "
    "adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d adaptive_max_pool1d_with_indices "
    "adaptive_max_pool2d_with_indices adaptive_max_pool3d_with_indices adaptive_avg_pool1d "
    "adaptive_avg_pool2d adaptive_avg_pool3d fractional_max_pool2d fractional_max_pool3d "
    "fractional_max_pool2d_with_indices fractional_max_pool3d_with_indices max_unpool1d "
    "max_unpool2d max_unpool3d",
    "products": "matmul linalg_matmul mm bmm mv dot vdot inner outer ger addmm addmv baddbmm addbmm "
    "addr kron cross linalg_cross linalg_vecdot tensordot einsum linalg_multi_dot chain_matmul "
    "block_diag",
    "views": "view view.dtype reshape view_as reshape_as ravel flatten unflatten permute transpose "
    "swapaxes swapdims movedim moveaxis t T H mT mH adjoint unsqueeze squeeze expand broadcast_to "
    "expand_as repeat tile repeat_interleave repeat_interleave.self_Tensor "
    "repeat_interleave.Tensor roll flip flipud fliplr rot90 unfold.Tensor as_strided diagonal diag "
    "diagflat diag_embed tril triu narrow select atleast_1d atleast_2d atleast_3d contiguous clone "
    "cpu cuda requires_grad_ detach data float half bfloat16 double long int short char byte bool "
    "cfloat cdouble to to.other to.device type type_as",
}
MODULE_FAMILY = {name: family for family, names in MODULES.items() for name in names.split()}
FUNCTION_FAMILY = {name: family for family, names in FUNCTIONS.items() for name in names.split()}


def module(name: str) -> Rule | None:
    """The rule of `torch.nn`'s module `name`, or None where there is none."""
    family = MODULE_FAMILY.get(name)
    return None if family is None else _rules(family, "MODULES")[name]


def function(name: str) -> Rule | None:
    """The rule of the function `name`, or None where there is none."""
    family = FUNCTION_FAMILY.get(name)
    return None if family is None else _rules(family, "FUNCTIONS")[name]


@cache
def _rules(family: str, kind: str) -> dict[str, Rule]:
    rules: list[Rule] = getattr(import_module(f"{__name__}.{family}"), kind)
    return {rule.name: rule for rule in rules}
