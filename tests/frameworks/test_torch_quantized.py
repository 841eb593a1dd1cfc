"""Scales of each number, which a conversion chooses, and what rounding to bytes costs."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.rules import torch as rules
from shapeproof.rules.rule import Facts, Layer, Tensor

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")


def facts(name: str, x: Tensor, **arguments: Any) -> Facts:
    rule = rules.module(name)
    assert rule
    return Layer(rule, arguments)(x)


def kept(found: Facts) -> list[object]:
    return [
        (name, weight.shape, weight.dtype, weight.kind)
        for weights in (found.parameters, found.buffers)
        for name, weight in weights.items()
    ]


def test_a_converted_model_has_a_scale_for_each_filter_and_unit() -> None:
    from tests.frameworks import torch_quantized

    quantization = torch.ao.quantization
    model = torch.nn.Sequential(
        quantization.QuantStub(), torch.nn.Conv2d(4, 6, 3), torch.nn.ReLU(), torch.nn.Linear(6, 5)
    ).eval()
    model = quantization.fuse_modules(model, [["1", "2"]])
    model.qconfig = quantization.get_default_qconfig("x86")
    prepared = quantization.prepare(model)
    prepared(torch.rand(2, 4, 8, 8))
    made = quantization.convert(prepared)
    shown, channels = Tensor((2, 4, 8, 8), "quint8"), {"in_channels": 4, "out_channels": 6}
    found = facts("intrinsic.quantized.ConvReLU2d", shown, **channels, kernel_size=3,
                  qscheme="per_channel")  # fmt: skip
    assert kept(found) == torch_quantized.kept(made[1])
    dense = facts("quantized.Linear", Tensor((2, 6), "quint8"), in_features=6, out_features=5,
                  qscheme="per_channel")  # fmt: skip
    assert kept(dense) == torch_quantized.kept(made[3])


def test_rounding_is_work_and_parameters_are_those_of_the_floats() -> None:
    sizes = {"in_features": 4, "out_features": 6}
    plain = facts("Linear", Tensor((2, 4)), **sizes)
    static = facts("quantized.Linear", Tensor((2, 4), "quint8"), **sizes)
    dynamic = facts("quantized.dynamic.Linear", Tensor((2, 4)), **sizes)
    halves = facts("quantized.dynamic.Linear", Tensor((2, 4)), **sizes, dtype="float16")
    ended = facts("intrinsic.quantized.LinearReLU", Tensor((2, 4), "quint8"), **sizes)
    for found in (static, dynamic, halves, ended):
        assert (found.params, found.macs) == (plain.params, plain.macs)
    read, written = 2 * 4, 2 * 6
    assert static.elementwise == plain.elementwise + 2 * written
    assert ended.elementwise == static.elementwise + written
    assert dynamic.elementwise == plain.elementwise + 3 * read + written
    assert halves.elementwise == plain.elementwise


def test_a_recurrence_rounds_what_it_reads_and_remembers_at_each_step() -> None:
    sizes = {"input_size": 4, "hidden_size": 5, "num_layers": 2}
    plain = facts("LSTM", Tensor((3, 2, 4)), **sizes)
    found = facts("quantized.dynamic.LSTM", Tensor((3, 2, 4)), **sizes)
    read, written = (4 + 5) + (5 + 5), 2 * 2 * 4 * 5
    assert found.elementwise == plain.elementwise + 3 * 2 * (3 * read + written)
