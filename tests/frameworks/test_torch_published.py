"""What torch publishes has a rule, or a reason why it has none."""

from __future__ import annotations

import re

import pytest

from shapeproof.read.source.torch.composed import TRANSFORMERS
from shapeproof.rules import torch as rules

torch = pytest.importorskip("torch")
CONTAINERS = {"Module", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"}
NO_MODULE = {
    "Container": "old, and refused by torch itself since long",
    "DataParallel": "hands its inputs on to the module inside, which is what is read",
    "NLLLoss2d": "an old name of NLLLoss",
    "RNNBase": "what RNN, LSTM and GRU derive from",
    "RNNCellBase": "what RNNCell, LSTMCell and GRUCell derive from",
}
NO_FUNCTION = {
    **dict.fromkeys(
        ("assert_int_or_pair", "boolean_dispatch", "handle_torch_function", "has_torch_function",
         "has_torch_function_unary", "has_torch_function_variadic"),
        "a helper of torch's own",
    ),
    "conv_tbc": "sequence first, of a kernel that nobody makes any more",
    **dict.fromkeys(("scaled_mm", "scaled_grouped_mm"), "numbers in 8 bits, on a GPU alone"),
    "grouped_mm": "known as `_grouped_mm`, which it calls",
}  # fmt: skip


def test_every_module_has_a_rule_or_a_reason() -> None:
    published = {
        name
        for name, value in vars(torch.nn).items()
        if isinstance(value, type) and issubclass(value, torch.nn.Module)
    }
    composed = re.findall(r"^class (\w+)", TRANSFORMERS, re.MULTILINE)
    told = {*rules.MODULE_FAMILY, *CONTAINERS, *composed, *NO_MODULE}
    assert sorted(published - told) == []
    assert sorted((CONTAINERS | NO_MODULE.keys()) - published) == []


def test_every_functional_has_a_rule_or_a_reason() -> None:
    functional = torch.nn.functional
    published = {
        name
        for name, value in vars(functional).items()
        if callable(value) and not name.startswith("_") and not isinstance(value, type)
        if type(value).__name__ in ("function", "builtin_function_or_method")
    }
    known = {name.partition(".")[0] for name in rules.FUNCTION_FAMILY}
    left = {name for name in published if name.rstrip("_") not in known}
    assert sorted(left) == sorted(NO_FUNCTION.keys() & published)


def test_there_are_rules_for_many_functions() -> None:
    assert len({name.partition(".")[0] for name in rules.FUNCTION_FAMILY}) >= 600
