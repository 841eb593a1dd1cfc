"""Real torch judges the weights that it makes anew, their names, their order and their kinds."""

from __future__ import annotations

import operator
from itertools import product
from typing import Any

import pytest

from shapeproof.algebra.notation import worked
from shapeproof.explanation import explain
from shapeproof.rules import torch as rules
from shapeproof.rules.rule import Layer, ShapeError, Tensor
from shapeproof.rules.torch.parametrizations import KINDS, parametrised
from tests.rules.perturbing import within
from tests.sampling import sampled

torch = pytest.importorskip("torch")
pytest.importorskip("torch.nn.utils.prune")  # which torch itself does not import
pytestmark = pytest.mark.filterwarnings("ignore")
LAYERS: list[tuple[str, dict[str, Any], tuple[tuple[int, ...], ...], tuple[str, ...]]] = [
    ("Linear", {"in_features": 4, "out_features": 6}, ((2, 4),), ("weight", "bias")),
    ("Linear", {"in_features": 6, "out_features": 4, "bias": False}, ((2, 6),), ("weight",)),
    ("Linear", {"in_features": 5, "out_features": 5}, ((2, 5),), ("weight", "missing")),
    ("Conv2d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3}, ((2, 4, 5, 5),),
     ("weight", "bias")),
    ("ConvTranspose1d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3}, ((2, 4, 5),),
     ("weight",)),
    ("LSTM", {"input_size": 4, "hidden_size": 6, "num_layers": 2}, ((5, 2, 4),),
     ("weight_hh_l0", "bias_ih_l1")),
    ("MultiheadAttention", {"embed_dim": 4, "num_heads": 2}, ((5, 2, 4),) * 3,
     ("in_proj_weight", "in_proj_bias")),
]  # fmt: skip
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "weight_norm": [{}, *({"dim": dim} for dim in (None, -1, 1, -2, 3))],
    "spectral_norm": [{}, *({"dim": dim} for dim in (0, 1, -1, 4)), {"n_power_iterations": 0}],
    "identity": [{}],
    "orthogonal": [
        {"use_trivialization": used, "orthogonal_map": name}
        for used in (True, False)
        for name in (None, "matrix_exp", "cayley", "householder", "other")
    ],
}
CASES = [
    (kind, name, arguments, shapes, weight, settings)
    for kind in KINDS
    for name, arguments, shapes, weights in LAYERS
    for weight in weights
    for settings in SETTINGS[kind.rpartition(".")[2]]
]


@pytest.mark.parametrize("part", sampled(range(2), every=2))
@pytest.mark.parametrize("kind", KINDS)
def test_torch_keeps_what_the_rule_says(kind: str, part: int) -> None:
    for case in CASES[part::2]:
        if case[0] == kind:
            assert ours(*case) == theirs(*case), case


Shapes = tuple[tuple[int, ...], ...]


def ours(
    kind: str, name: str, arguments: Any, shapes: Shapes, weight: str, settings: Any
) -> object:
    try:
        facts = made(kind, name, arguments, weight, settings)(*map(Tensor, shapes))
    except ShapeError:
        return "refused"
    return facts.outputs[0].shape, [
        (key, one.shape, one.kind)
        for weights in (facts.parameters, facts.buffers)
        for key, one in weights.items()
    ]


def theirs(
    kind: str, name: str, arguments: Any, shapes: Shapes, weight: str, settings: Any
) -> object:
    module = getattr(torch.nn, name)(**arguments)
    try:
        operator.attrgetter(kind)(torch.nn.utils)(module, weight, **settings)
        with torch.no_grad():
            result = module(*map(torch.rand, shapes))
    except (ValueError, IndexError, RuntimeError, KeyError, AttributeError):
        return "refused"
    first = result if isinstance(result, torch.Tensor) else result[0]
    return tuple(first.shape), [
        (key, tuple(one.shape), label)
        for label, weights in (
            ("parameter", module.named_parameters()),
            ("buffer", module.named_buffers()),
        )
        for key, one in weights
    ]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("parametrizations.weight_norm", {}),
        ("weight_norm", {"dim": 1}),
        ("weight_norm", {"dim": None}),
        ("parametrizations.spectral_norm", {}),
        ("spectral_norm", {}),
    ],
)
def test_a_nan_in_what_is_kept_comes_out_where_it_is_read(kind: str, settings: Any) -> None:
    arguments = {"in_channels": 2, "out_channels": 3, "kernel_size": 2}
    facts = made(kind, "Conv1d", arguments, "weight", settings)(Tensor((1, 2, 3)))
    module = torch.nn.Conv1d(**arguments)
    operator.attrgetter(kind)(torch.nn.utils)(module, **settings)
    module.eval()
    x = torch.rand(1, 2, 3)
    weights = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    assert facts.cell
    said = {index: facts.cell(index).weights for index in places(facts.outputs[0].shape)}
    for name, weight in weights.items():
        for at in places(weight.shape):
            changed = weight.detach().clone()
            changed[at] = torch.nan
            with torch.no_grad():
                output = torch.func.functional_call(module, {**weights, name: changed}, (x,))
            moved = {tuple(index) for index in output.isnan().nonzero().tolist()}
            claimed = {
                index for index, read in said.items() if at in within(read[name], weight.shape)
            }
            assert moved == claimed, (name, at)


def made(kind: str, name: str, arguments: Any, weight: str, settings: Any) -> Layer:
    rule = rules.module(name)
    assert rule
    return parametrised(Layer(rule, arguments), weight, kind, **settings)


def places(shape: Any) -> list[tuple[int, ...]]:
    return list(product(*map(range, shape)))


def test_what_making_a_weight_costs_is_counted_once_a_call() -> None:
    arguments, x = {"in_features": 4, "out_features": 6}, Tensor((2, 4))
    linear = rules.module("Linear")
    assert linear
    plain = Layer(linear, arguments)(x)
    assert plain.macs == 2 * 4 * 6
    normed = made("weight_norm", "Linear", arguments, "weight", {})(x)
    assert (normed.params, normed.macs) == (4 * 6 + 6 + 6, plain.macs)
    assert normed.elementwise == plain.elementwise + 2 * 24 + 2 * 6 + 24
    spectral = made("parametrizations.spectral_norm", "Linear", arguments, "weight", {})(x)
    assert (spectral.params, spectral.macs) == (plain.params, 2 * 4 * 6 + (4 * 6 + 6))
    assert spectral.elementwise == plain.elementwise + 24
    turned = made("parametrizations.orthogonal", "Linear", arguments, "weight", {})(x)
    assert (turned.params, turned.macs) == (plain.params, None)


def test_it_is_explained_as_any_layer() -> None:
    arguments = {"in_features": 4, "out_features": 6}
    layer = made("parametrizations.weight_norm", "Linear", arguments, "weight", {})
    told = explain(layer, Tensor((2, 4)))
    assert [line.subject for line in told.params] == ["params"]
    assert worked(told.params[0].formula).endswith("= 36")
    assert "a direction and a length" in told.sentences[-1].template
    again = made("parametrizations.weight_norm", "Linear", arguments, "weight", {})
    other = made("weight_norm", "Linear", arguments, "weight", {})
    x = (Tensor((2, 4)),)
    assert layer.likeness(x) == again.likeness(x) != other.likeness(x)
