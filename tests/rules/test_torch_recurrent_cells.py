"""What one number of torch's recurrent modules is made of: a NaN that was put in comes out of it.

And what they cost, where torch's own counter sees no matrix product: its LSTM is one operation.
"""

from itertools import product
from typing import Any

import pytest

from shapeproof.rules import torch as rules
from shapeproof.rules.rule import Layer, Tensor
from tests.rules.perturbing import within
from tests.sampling import sampled

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")
OWN = {"input_size": 2, "hidden_size": 3}
SETTINGS: list[dict[str, Any]] = [
    {},
    {"bias": False, "batch_first": True},
    {"bidirectional": True},
    {"num_layers": 2},
    {"num_layers": 2, "bidirectional": True, "batch_first": True},
]
CASES = [
    *((name, setting) for name in ("RNN", "LSTM", "GRU") for setting in SETTINGS),
    *(("LSTM", {"proj_size": 2, **setting}) for setting in SETTINGS),
]


@pytest.mark.parametrize(("name", "setting"), CASES)
@pytest.mark.parametrize("shape", sampled([(3, 2, 2), (3, 2), (1, 2, 2)], every=3))
def test_a_number_is_made_of_what_the_rule_says(
    name: str, setting: dict[str, Any], shape: tuple[int, ...]
) -> None:
    assert_cells_are_true(name, {**OWN, **setting}, [torch.rand(shape)])


@pytest.mark.parametrize(("name", "setting"), CASES)
def test_states_are_read_too(name: str, setting: dict[str, Any]) -> None:
    if "num_layers" not in setting:
        count = 1 + setting.get("bidirectional", False)
        x, batch = torch.rand(3, 2, 2), 3 if setting.get("batch_first") else 2
        widths = (setting.get("proj_size", 3), 3)[: 2 if name == "LSTM" else 1]
        states = [torch.rand(count, batch, width) for width in widths]
        assert_cells_are_true(name, {**OWN, **setting}, [x, *states])


@pytest.mark.parametrize(("name", "states"), [("RNNCell", 1), ("LSTMCell", 2), ("GRUCell", 1)])
def test_so_are_those_of_cells(name: str, states: int) -> None:
    assert_cells_are_true(name, OWN, [torch.rand(2, 2), *torch.rand(states, 2, 3)])
    assert_cells_are_true(name, OWN, [torch.rand(2), *torch.rand(states, 3)])
    assert_cells_are_true(name, OWN, [torch.rand(2)])


def assert_cells_are_true(name: str, arguments: dict[str, Any], inputs: list[Any]) -> None:
    rule = rules.module(name)
    assert rule
    facts = Layer(rule, arguments)(*(Tensor(tuple(x.shape)) for x in inputs))
    assert facts.cell
    module = getattr(torch.nn, name)(**arguments)
    weights = dict(module.named_parameters())
    said = {index: facts.cell(index) for index in places(facts.outputs[0].shape)}
    for i, x in enumerate(inputs):
        for at in places(x.shape):
            changed = [spoilt(one, at) if one is x else one for one in inputs]
            reached = spoilt_places(module, weights, changed)
            assert reached == {
                index for index, reads in said.items() if at in within(reads.inputs[i], x.shape)
            }, (name, arguments, i, at)
    for key, weight in weights.items():
        for at in places(weight.shape):
            reached = spoilt_places(module, {**weights, key: spoilt(weight, at)}, inputs)
            assert reached == {
                index
                for index, reads in said.items()
                if key in reads.weights and at in within(reads.weights[key], weight.shape)
            }, (name, arguments, key, at)


def places(shape: Any) -> list[tuple[int, ...]]:
    return list(product(*map(range, shape)))


def spoilt(x: Any, at: tuple[int, ...]) -> Any:
    x = x.detach().clone()
    x[at] = torch.nan
    return x


def spoilt_places(module: Any, weights: dict[str, Any], inputs: list[Any]) -> set[tuple[int, ...]]:
    x, *states = inputs
    given = (x, tuple(states)) if len(states) > 1 else (x, *states)
    with torch.no_grad(), torch.backends.mkldnn.flags(enabled=False):
        output = torch.func.functional_call(module, weights, given)
    first = output if isinstance(output, torch.Tensor) else output[0]
    return {tuple(at) for at in first.isnan().nonzero().tolist()}


PROJECTED: list[dict[str, Any]] = [{"proj_size": 2}, {"proj_size": 2, "num_layers": 3}]


@pytest.mark.parametrize("setting", [*SETTINGS, *PROJECTED])
def test_the_cost_of_an_lstm_is_what_torch_counts(setting: dict[str, Any]) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    arguments = {**OWN, **setting}
    rule = rules.module("LSTM")
    assert rule
    module, counter = torch.nn.LSTM(**arguments), FlopCounterMode(display=False)
    with torch.no_grad(), torch.backends.mkldnn.flags(enabled=False), counter:
        module(torch.rand(5, 4, 2))
    macs = Layer(rule, arguments)(Tensor((5, 4, 2))).macs
    assert macs == counter.get_total_flops() // 2
    assert macs


@pytest.mark.parametrize(
    ("name", "bias", "operations"),
    [  # of a unit at a step: biases; activations; products and sums of gates and memory
        ("RNN", True, 2 + 1),
        ("RNN", False, 1),
        ("LSTM", True, 2 * 4 + 5 + 4),
        ("LSTM", False, 5 + 4),
        ("GRU", True, 2 * 3 + 3 + 6),
        ("GRU", False, 3 + 6),
    ],
)
def test_other_operations_are_those_of_the_equations(
    name: str, bias: bool, operations: int
) -> None:
    rule = rules.module(name)
    assert rule
    two = {**OWN, "bias": bias, "num_layers": 2, "bidirectional": True}
    assert Layer(rule, two)(Tensor((5, 7, 2))).elementwise == 4 * 5 * 7 * 3 * operations
    cell = rules.module(f"{name}Cell")
    assert cell
    assert Layer(cell, {**OWN, "bias": bias})(Tensor((7, 2))).elementwise == 7 * 3 * operations


def test_layers_of_equal_size_are_counted_together() -> None:
    from shapeproof.algebra.notation import worked
    from shapeproof.explanation import explain

    rule = rules.module("LSTM")
    assert rule
    three = {"input_size": 10, "hidden_size": 20, "num_layers": 3}
    told = explain(Layer(rule, three), Tensor((7, 1, 10))).params
    assert [f"{line.subject} = {worked(line.formula)}" for line in told] == [
        "layer 0 = (10 + 20 + 2)*4*20 = 2560",
        "layer 1 = (20 + 1)*2*4*20 = 3360",
        "params = 2560 + 2*3360 = 9280",
    ]
