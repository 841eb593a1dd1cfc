"""Whatever is known of the sizes, every sentence on a layer and every line can be written."""

import pytest
from tools.messages import cases

from shapeproof.algebra.formula import Name
from shapeproof.algebra.notation import formula, worked
from shapeproof.explanation import explain
from shapeproof.render.pictures import windows
from shapeproof.rules import torch
from shapeproof.rules.rule import Layer, Rule, Tensor
from tests.sampling import QUICK, telling
from tests.test_one_rule import FAMILIES, TORCH, facts_of


@QUICK
@pytest.mark.parametrize("family", FAMILIES + TORCH)
def test_all_that_is_said_can_be_said_of_unknown_sizes_too(family: str, is_quick: bool) -> None:
    for case in telling(cases([family]), is_quick):
        if facts_of(case.layer, *case.tensors()) is None:
            continue
        for inputs in (case.tensors(), tuple(map(of_unknown_sizes, case.tensors()))):
            said = explain(case.layer, *inputs)
            assert all(map(str, said.sentences)), case
            assert all(str(one.reason) for one in said.relies_on), case
            for line in (*said.output, *said.params, *said.macs, *said.flops):
                assert worked(line.formula), case
                assert formula(line.formula), case
            if inputs == case.tensors():
                assert all(windows(case.layer(*inputs), said, str)), case


def test_a_first_axis_goes_by_the_name_that_its_rule_has_for_it() -> None:
    lstm = Layer(rule("LSTM"), {"input_size": 3, "hidden_size": 4})
    convolution = Layer(rule("Conv2d"), {"in_channels": 3, "out_channels": 4, "kernel_size": 3})
    for layer, shape, axes in (
        (lstm, (7, 2, 3), ("steps", "batch", "features")),
        (lstm._replace(arguments={**lstm.arguments, "batch_first": True}), (7, 2, 3),
         ("batch", "steps", "features")),
        (convolution, (3, 8, 9), ("channels", "height", "width")),
        (convolution, (2, 3, 8, 9), ("batch", "channels", "height", "width")),
        (Layer(rule("ReLU"), {}), (2, 3), ("batch", "size 1")),
    ):  # fmt: skip
        assert explain(layer, Tensor(shape, "float32")).axes == (axes,)


def rule(name: str) -> Rule:
    found = torch.module(name)
    assert found, name
    return found


def of_unknown_sizes(x: Tensor) -> Tensor:
    """The same tensor, only its first axis of a size that is known."""
    return x._replace(shape=(*x.shape[:1], *map(Name, "ABCDEFGH"[: len(x.shape[1:])])))
