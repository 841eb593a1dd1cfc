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
    "convolution": "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d "
    "LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d "
    "LazyConvTranspose3d",
    "recurrent": "RNN LSTM GRU RNNCell LSTMCell GRUCell",
}
FUNCTIONS = {
    "convolution": "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d",
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
