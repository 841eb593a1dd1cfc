"""What one number of torch's attention is made of, and what it costs: torch itself confirms it."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from shapeproof.rules import torch as rules
from shapeproof.rules.rule import Layer, Rule, Tensor
from tests.rules.perturbing import within

torch = pytest.importorskip("torch")
OWN = {"embed_dim": 4, "num_heads": 2}
FIRST = ((3, 2, 4), (5, 2, 4), (5, 2, 4))
BATCHED = ((2, 3, 4), (2, 5, 4), (2, 5, 4))
ALONE = ((3, 4), (5, 4), (5, 4))
WIDER = ((3, 2, 4), (5, 2, 3), (5, 2, 2))
Shapes = tuple[tuple[int, ...], ...]


@pytest.mark.parametrize(
    ("shapes", "arguments"),
    [
        (FIRST, {}),
        (ALONE, {"bias": False}),
        (BATCHED, {"batch_first": True, "add_bias_kv": True}),
        (WIDER, {"kdim": 3, "vdim": 2, "add_zero_attn": True}),
        ((*FIRST, (2, 5), (3, 5)), {}),
        ((*FIRST, (2, 5), (4, 3, 5)), {}),
        ((*BATCHED, (2, 5), (4, 3, 5)), {"batch_first": True}),
        ((*ALONE, (5,), (2, 3, 5)), {}),
    ],
)
def test_a_nan_that_is_put_in_comes_out_where_it_is_read(
    shapes: Shapes, arguments: dict[str, Any]
) -> None:
    rule = rules.module("MultiheadAttention")
    assert rule
    module = torch.nn.MultiheadAttention(**OWN, **arguments)
    weights = dict(module.named_parameters())
    names = ("query", "key", "value", "key_padding_mask", "attn_mask")
    given = {name: torch.rand(shape) for name, shape in zip(names, shapes)}
    facts = Layer(rule, {**OWN, **arguments})(*map(Tensor, shapes))
    assert facts.cell
    said = {index: facts.cell(index) for index in places(facts.outputs[0].shape)}

    def moved(**changed: Any) -> set[tuple[int, ...]]:
        inputs = {name: changed.pop(name, x) for name, x in given.items()}
        with torch.no_grad():
            output, _ = torch.func.functional_call(module, weights | changed, (), inputs)
        return {tuple(at) for at in output.isnan().nonzero().tolist()}

    for i, (name, x) in enumerate(given.items()):
        for at in places(x.shape):
            claimed = {
                index for index, reads in said.items() if at in within(reads.inputs[i], x.shape)
            }
            assert moved(**{name: spoilt(x, at)}) == claimed, (name, at)
    for name, weight in weights.items():
        for at in places(weight.shape):
            claimed = {
                index
                for index, reads in said.items()
                if at in within(reads.weights[name], weight.shape)
            }
            assert moved(**{name: spoilt(weight, at)}) == claimed, (name, at)


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize(
    ("shapes", "arguments"),
    [
        (((2, 2, 2, 3), (2, 2, 3, 3), (2, 2, 3, 2)), {}),
        (((5, 2), (3, 2), (3, 2)), {}),
        (((2, 4, 3, 2), (2, 2, 3, 2), (2, 1, 3, 2)), {"enable_gqa": True}),
        (((2, 1, 3, 2), (3, 5, 2), (1, 3, 5, 2)), {}),
        (((2, 3, 2), (2, 5, 2), (2, 5, 2), (3, 5)), {}),
        (((2, 3, 2), (2, 5, 2), (2, 5, 2), (2, 1, 5)), {}),
    ],
)
def test_a_number_that_changes_changes_what_reads_it(
    shapes: Shapes, arguments: dict[str, Any], is_causal: bool
) -> None:
    if is_causal and len(shapes) > 3:
        return
    arguments = {**arguments, "is_causal": is_causal}
    facts = Layer(attention(), arguments)(*map(Tensor, shapes))
    assert facts.cell
    said = {index: facts.cell(index).inputs for index in places(facts.outputs[0].shape)}
    function: Callable[..., Any] = torch.nn.functional.scaled_dot_product_attention
    inputs = [torch.rand(shape, dtype=torch.float64) for shape in shapes]
    before = function(*inputs, **arguments)
    for i, x in enumerate(inputs):
        for at in places(x.shape):
            changed = [*inputs[:i], larger(x, at), *inputs[i + 1 :]]
            differs = function(*changed, **arguments) != before
            moved = {tuple(index) for index in differs.nonzero().tolist()}
            claimed = {index for index, read in said.items() if at in within(read[i], x.shape)}
            alone = {index for index, read in said.items() if len(read[1][-2]) == 1 and i < 2}
            assert moved == claimed - alone, (i, at)  # one key has all the share, match or not


def attention() -> Rule:
    rule = rules.function("scaled_dot_product_attention")
    assert rule
    return rule


def places(shape: Any) -> list[tuple[int, ...]]:
    return list(product(*map(range, shape)))


def spoilt(x: Any, at: tuple[int, ...]) -> Any:
    x = x.detach().clone()
    x[at] = torch.nan
    return x


def larger(x: Any, at: tuple[int, ...]) -> Any:
    x = x.clone()
    x[at] += 1
    return x


@pytest.mark.parametrize("heads", [1, 2, 4, 8])
def test_ten_steps_of_64_features_cost_the_same_whatever_the_heads(heads: int) -> None:
    rule = rules.module("MultiheadAttention")
    assert rule
    facts = Layer(rule, {"embed_dim": 64, "num_heads": heads})(*[Tensor((10, 1, 64))] * 3)
    assert facts.macs == 4 * 10 * 64 * 64 + 2 * 10 * 10 * 64 == 176_640
    scaling, biases, pairs = 10 * 64, 4 * 10 * 64, 10 * 10 * heads
    assert facts.elementwise == scaling + biases + 2 * pairs


def test_a_mask_costs_an_addition_a_match() -> None:
    inputs = [Tensor((2, 4, 10, 16))] * 3
    plain, masked = attention()(*inputs), attention()(*inputs, Tensor((10, 10)))
    matches = 2 * 4 * 10 * 10
    assert plain.elementwise == 2 * 4 * 10 * 16 + matches
    assert masked.elementwise == plain.elementwise + matches
