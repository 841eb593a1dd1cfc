"""What operations cost: counted one by one, or held against the layer that does the same."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import pytest

from shapeproof.rules.keras import operations
from shapeproof.rules.rule import Layer, Tensor
from tests.grids.grid import layer
from tests.grids.operations import CASES, operation
from tests.test_one_rule import facts_of

Shape = tuple[int, ...]


def multiplications(equation: str, *shapes: Shape) -> int:
    """How often two numbers are multiplied, counted."""
    terms = equation.partition("->")[0].split(",")
    sizes = {
        letter: size for term, sizes in zip(terms, shapes) for letter, size in zip(term, sizes)
    }
    return sum(1 for _ in product(*map(range, sizes.values())))


@pytest.mark.parametrize(
    ("name", "arguments", "shapes", "equation"),
    [
        ("matmul", {}, ((2, 3), (3, 4)), "ij,jk"),
        ("matmul", {}, ((2, 2, 3), (2, 3, 4)), "bij,bjk"),
        ("matmul", {}, ((3,), (2, 3, 4)), "j,bjk"),
        ("matmul", {}, ((2, 3), (3,)), "ij,j"),
        ("dot", {}, ((2, 3), (4, 3, 2)), "ij,ajk"),
        ("inner", {}, ((2, 3), (4, 3)), "ij,kj"),
        ("vdot", {}, ((6,), (6,)), "i,i"),
        ("tensordot", {"axes": 2}, ((5, 2, 3), (2, 3, 4)), "aij,ijk"),
        ("tensordot", {"axes": ((0,), (1,))}, ((2, 3), (4, 2)), "ij,ki"),
        ("einsum", {"subscripts": "bij,bkj->bik"}, ((2, 3, 4), (2, 5, 4)), "bij,bkj"),
        ("einsum", {"subscripts": "ij->i"}, ((3, 4),), "ij"),
        ("correlate", {"mode": "valid"}, ((7,), (3,)), "of,f"),
    ],
)
def test_products_are_counted(
    name: str, arguments: dict[str, Any], shapes: tuple[Shape, ...], equation: str
) -> None:
    facts = Layer(operation(name), arguments)(*map(Tensor, shapes))
    counted = shapes if name != "correlate" else ((5, 3), (3,))  # five places of the shorter row
    assert facts.macs == multiplications(equation, *counted)
    assert facts.elementwise == 0


SAME: list[tuple[str, dict[str, Any], list[Shape], str, dict[str, Any]]] = [
    ("conv", {"strides": 2}, [(3, 3, 4, 8)], "Conv2D",
     {"filters": 8, "kernel_size": 3, "strides": 2, "use_bias": False}),
    ("depthwise_conv", {}, [(3, 3, 4, 2)], "DepthwiseConv2D",
     {"kernel_size": 3, "depth_multiplier": 2, "use_bias": False}),
    ("separable_conv", {}, [(3, 3, 4, 2), (1, 1, 8, 5)], "SeparableConv2D",
     {"filters": 5, "kernel_size": 3, "depth_multiplier": 2, "use_bias": False}),
    ("conv_transpose", {"strides": 2}, [(3, 3, 8, 4)], "Conv2DTranspose",
     {"filters": 8, "kernel_size": 3, "strides": 2, "use_bias": False}),
    ("max_pool", {"pool_size": 2}, [], "MaxPooling2D", {"pool_size": 2}),
    ("average_pool", {"pool_size": 3, "strides": 1}, [], "AveragePooling2D",
     {"pool_size": 3, "strides": 1}),
    ("relu", {}, [], "ReLU", {}),
    ("gelu", {}, [], "Activation", {"activation": "gelu"}),
    ("softmax", {}, [], "Softmax", {}),
    ("log_softmax", {}, [], "Activation", {"activation": "log_softmax"}),
    ("batch_normalization", {"axis": -1}, [(4,)] * 4, "BatchNormalization", {}),
    ("layer_normalization", {}, [(4,)] * 2, "LayerNormalization", {}),
    ("resize", {"size": (5, 6)}, [], "Resizing", {"height": 5, "width": 6}),
    ("mean", {"axis": (1, 2)}, [], "GlobalAveragePooling2D", {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "beside", "kind", "arguments"), SAME)
def test_an_operation_costs_what_its_layer_costs(
    name: str, given: dict[str, Any], beside: list[Shape], kind: str, arguments: dict[str, Any]
) -> None:
    x = Tensor((2, 8, 9, 4))
    alone = Layer(operation(name), given)(x, *map(Tensor, beside))
    whole = layer(kind, **arguments)(x)
    assert (alone.macs, alone.elementwise) == (whole.macs, whole.elementwise)


FREE = (
    *operations.FAMILIES["moving"].split(),
    *operations.FAMILIES["joining"].split(),
    *("cast", "stop_gradient", "where", "zeros_like", "get_item", "take", "slice", "scatter"),
)


@pytest.mark.parametrize("name", [name for name in FREE if name != "trace"])
def test_what_only_moves_numbers_costs_nothing(name: str) -> None:
    for case in CASES:
        if case.layer.rule.name == name and (facts := facts_of(case.layer, *case.tensors())):
            assert (facts.macs, facts.elementwise) == (0, 0), case


@pytest.mark.parametrize("name", ["add", "less", "exp", "logical_not", "maximum", "square"])
def test_one_operation_a_number(name: str) -> None:
    rule = operation(name)
    inputs = [Tensor((2, 3, 4)), Tensor((3, 1))][: rule.states.__code__.co_argcount]
    facts = rule(*inputs)
    assert (facts.macs, facts.elementwise) == (0, prod((2, 3, 4)))


@pytest.mark.parametrize(
    ("name", "passes"),
    [
        ("sum", 1),
        ("argmax", 1),
        ("ptp", 2),  # the largest, the smallest
        ("var", 4),  # summed, the mean taken away, squared, summed
        ("std", 4),
        ("logsumexp", 2),  # exp, summed
        ("norm", 2),  # squared, summed
        ("normalize", 3),  # squared, summed, divided
        ("clip", 2),  # held against both limits
    ],
)
def test_so_many_operations_a_number_that_is_read(name: str, passes: int) -> None:
    limits = [Tensor((), "float")] * 2 if name == "clip" else []
    facts = operation(name)(Tensor((2, 3, 4)), *limits)
    assert (facts.macs, facts.elementwise) == (0, passes * prod((2, 3, 4)))
