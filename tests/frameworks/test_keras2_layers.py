"""Layers that only Keras 2 has.  Its own package is too large for every test run: what it said of
each (tf_keras 2.21) is written here, and asked again wherever it is installed."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.rules import keras as vocabulary
from shapeproof.rules.rule import ShapeError, Tensor

FIRST = {"data_format": "channels_first", "use_bias": False}
SAID: list[tuple[str, tuple[int, ...], dict[str, Any], tuple[int, ...], list[tuple[int, ...]]]] = [
    ("LocallyConnected1D", (9, 4), {"filters": 3, "kernel_size": 2},
     (8, 3), [(8, 8, 3), (8, 3)]),
    ("LocallyConnected1D", (9, 4), {"filters": 3, "kernel_size": 3, "strides": 2},
     (4, 3), [(4, 12, 3), (4, 3)]),
    ("LocallyConnected2D", (9, 6, 4), {"filters": 3, "kernel_size": (2, 3), "strides": (2, 1)},
     (4, 4, 3), [(16, 24, 3), (4, 4, 3)]),
    ("LocallyConnected2D", (4, 9, 6), {"filters": 3, "kernel_size": (2, 3), **FIRST},
     (3, 8, 4), [(32, 24, 3)]),
    ("LocallyConnected1D", (9, 4), {"filters": 3, "kernel_size": 3, "strides": 2,
                                    "implementation": 2}, (4, 3), [(9, 4, 4, 3), (4, 3)]),
    ("LocallyConnected2D", (4, 9, 6), {"filters": 3, "kernel_size": (2, 3), "implementation": 2,
                                       **FIRST}, (3, 8, 4), [(4, 9, 6, 3, 8, 4)]),
    ("LocallyConnected1D", (9, 4), {"filters": 3, "kernel_size": 2, "strides": 2,
                                    "padding": "same", "implementation": 2},
     (5, 3), [(9, 4, 5, 3), (5, 3)]),
    ("LocallyConnected2D", (9, 6, 4), {"filters": 3, "kernel_size": (2, 3), "strides": (2, 1),
                                       "implementation": 3}, (4, 4, 3), [(1152,), (4, 4, 3)]),
    ("ThresholdedReLU", (5, 2), {"theta": 0.5}, (5, 2), []),
]  # fmt: skip
REFUSED: list[tuple[str, tuple[int, ...], dict[str, Any]]] = [
    ("LocallyConnected1D", (9, 4), {"filters": 3, "kernel_size": 2, "padding": "same"}),
    ("LocallyConnected1D", (9, 4), {"filters": 3, "kernel_size": 12}),
    ("LocallyConnected1D", (9,), {"filters": 3, "kernel_size": 2}),
]


def ours(kind: str, shape: tuple[int, ...], arguments: dict[str, Any]) -> Any:
    rule = vocabulary.rule(kind)
    assert rule is not None
    return rule(Tensor((PerExample(1), *shape)), **arguments)


@pytest.mark.parametrize(("kind", "shape", "arguments", "output", "weights"), SAID)
def test_the_rule_says_what_keras_2_said(
    kind: str, shape: Any, arguments: Any, output: Any, weights: Any
) -> None:
    facts = ours(kind, shape, arguments)
    assert facts.outputs[0].shape[1:] == output
    assert [weight.shape for weight in facts.weights.values()] == weights


@pytest.mark.parametrize(("kind", "shape", "arguments"), REFUSED)
def test_the_rule_refuses_what_keras_2_refused(kind: str, shape: Any, arguments: Any) -> None:
    with pytest.raises(ShapeError):
        ours(kind, shape, arguments)


@pytest.mark.parametrize(("kind", "shape", "arguments", "output", "weights"), SAID)
def test_keras_2_still_says_so(
    kind: str, shape: Any, arguments: Any, output: Any, weights: Any
) -> None:
    keras = pytest.importorskip("tf_keras")
    layer = getattr(keras.layers, kind)(**arguments)
    assert tuple(layer(keras.Input(shape)).shape)[1:] == output
    assert [tuple(weight.shape) for weight in layer.weights] == weights


def test_each_window_has_weights_of_its_own() -> None:
    """Two windows of one filter read other weights; two filters at one window, too."""
    facts = ours("LocallyConnected2D", (4, 4, 2), {"filters": 2, "kernel_size": 2})
    assert facts.cell
    kernels = [facts.cell(index).weights["kernel"] for index in ((0, 0, 0, 0), (0, 1, 2, 0))]
    assert kernels == [(range(1), range(8), range(1)), (range(5, 6), range(8), range(1))]
    assert facts.cell((0, 1, 2, 1)).weights["bias"] == (range(1, 2), range(2, 3), range(1, 2))
