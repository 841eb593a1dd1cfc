"""What one number is made of, in convolutions and pooling.

The functions here say in NumPy what Keras computes; tests/frameworks/test_keras_windows.py holds
them against Keras itself.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, prod
from typing import Any, NamedTuple

import numpy as np
import pytest

from shapeproof.rules.rule import Layer, Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, assert_cells_are_true


class Windowed(NamedTuple):
    """A layer, what it reads, and its weights."""

    layer: Layer
    x: Array
    weights: dict[str, Array]

    def __str__(self) -> str:
        return f"{self.layer.rule.name}({self.layer.arguments})"


def case(name: str, shape: tuple[int, ...], **arguments: Any) -> Windowed:
    """The layer on random numbers, each of its weights as large as the rule says."""
    random = np.random.default_rng(0)
    one = layer(name, **arguments)
    weights = {
        key: random.normal(size=tuple(map(int, weight.shape)))
        for key, weight in one(Tensor(shape)).weights.items()
    }
    return Windowed(one, random.normal(size=shape), weights)


def function_of(one: Layer, rank: int, padding: float) -> Callable[..., Array]:
    """What a layer computes, with this number as the padding; channels stand last while it does."""
    arguments = {"strides": 1, "padding": "valid", "dilation_rate": 1, **one.arguments}
    name, first = one.rule.name, arguments.get("data_format") == "channels_first"

    def function(x: Array, bias: Array | float = 0, **kernels: Array) -> Array:
        x = np.moveaxis(x, 1, -1) if first else x
        if name.startswith("Global"):
            kept = x.max if "Max" in name else x.mean
            keepdims = arguments.get("keepdims", False)
            y = kept(tuple(range(1, rank + 1)), keepdims=keepdims)
            return np.moveaxis(y, -1, 1) if first and keepdims else y
        if name.endswith("Transpose"):
            y = written(x, kernels["kernel"], arguments) + bias
        elif name.startswith("Adaptive"):
            kept = np.max if "Max" in name else np.mean
            y = fitted(x, each(arguments["output_size"], rank), kept)
        elif "Pooling" in name:
            pools = each(arguments["pool_size"], rank)
            moves = each(one.arguments.get("strides") or pools, rank)
            seen = windows(x, pools, moves, arguments["padding"], (1,) * rank, np.nan)
            y = (np.nanmax if "Max" in name else np.nanmean)(seen, -2)
        else:
            taps = each(arguments["kernel_size"], rank)
            moves, rates = each(arguments["strides"], rank), each(arguments["dilation_rate"], rank)
            seen = windows(x, taps, moves, arguments["padding"], rates, padding)
            y = weighed(name, seen, **kernels) + bias
        return np.moveaxis(y, -1, 1) if first else y

    return function


def each(value: Any, rank: int) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,) * rank


def windows(
    x: Array,
    taps: tuple[int, ...],
    moves: tuple[int, ...],
    padding: str,
    rates: tuple[int, ...],
    fill: float,
) -> Array:
    """What lies under each window: (examples, places…, taps in a row, channels)."""
    for axis, (tap, move, rate) in enumerate(zip(taps, moves, rates)):
        size, span = x.shape[1 + axis], (tap - 1) * rate + 1
        lacking = {
            "valid": 0,
            "causal": span - 1,
            "same": max((-(-size // move) - 1) * move + span - size, 0),
        }[padding]
        before = lacking if padding == "causal" else lacking // 2
        edges = [(0, 0)] * x.ndim
        edges[1 + axis] = (before, lacking - before)
        x = np.pad(x, edges, constant_values=fill)
        starts = range(0, x.shape[1 + axis] - span + 1, move)
        under = [[start + i * rate for i in range(tap)] for start in starts]
        x = np.moveaxis(np.take(x, np.array(under), 1 + axis), 2 + axis, -2)
    return x.reshape(*x.shape[: 1 + len(taps)], prod(taps), x.shape[-1])


def fitted(x: Array, counts: tuple[int, ...], kept: Callable[..., Array]) -> Array:
    """Each axis in so many windows, their ends at exact shares of it, rounded outwards."""
    for axis, count in enumerate(counts, 1):
        ends = [Fraction(i * x.shape[axis], count) for i in range(count + 1)]
        parts = [
            np.take(x, range(floor(start), ceil(stop)), axis) for start, stop in pairwise(ends)
        ]
        x = np.stack([kept(part, axis=axis) for part in parts], axis)
    return x


def weighed(
    name: str,
    seen: Array,
    kernel: Array | None = None,
    depthwise_kernel: Array | None = None,
    pointwise_kernel: Array | None = None,
) -> Array:
    """The products of what lies under the windows with a kernel, added up."""
    channels = seen.shape[-1]
    deep = depthwise_kernel if kernel is None else kernel
    assert deep is not None
    flat = deep.reshape(seen.shape[-2], *deep.shape[-2:])
    if name.startswith("Conv"):
        own, filters = flat.shape[1:]
        groups = channels // own
        parts = [
            np.einsum("...tc,tcf->...f", part, weights)
            for part, weights in zip(np.split(seen, groups, -1), np.split(flat, groups, -1))
        ]
        assert sum(part.shape[-1] for part in parts) == filters
        return np.concatenate(parts, -1)
    apart = np.einsum("...tc,tcm->...cm", seen, flat)
    apart = apart.reshape(*apart.shape[:-2], -1)
    if pointwise_kernel is None:
        return apart
    return apart @ pointwise_kernel.reshape(apart.shape[-1], -1)


def written(x: Array, kernel: Array, arguments: dict[str, Any]) -> Array:
    """What each number of the input writes, added up where windows meet, then cut to size."""
    rank = x.ndim - 2
    moves, rates = each(arguments["strides"], rank), each(arguments["dilation_rate"], rank)
    extras = each(arguments.get("output_padding"), rank)
    spans = [(tap - 1) * rate + 1 for tap, rate in zip(kernel.shape, rates)]
    full = [(size - 1) * move + span for size, move, span in zip(x.shape[1:], moves, spans)]
    y = np.zeros((len(x), *(2 * size for size in full), kernel.shape[-2]))
    for place in np.ndindex(x.shape[1:-1]):
        for tap in np.ndindex(kernel.shape[:-2]):
            at = tuple(i * move + k * rate for i, move, k, rate in zip(place, moves, tap, rates))
            y[(slice(None), *at)] += x[(slice(None), *place)] @ kernel[tap].T
    for axis, (size, move, span, extra) in enumerate(zip(x.shape[1:], moves, spans, extras), 1):
        length, before = (size - 1) * move + max(span, move), 0
        if arguments["padding"] == "same":
            length, before = size * move, max(span - move, 0) // 2
        if extra is not None:
            pad = 0 if arguments["padding"] == "valid" else span // 2
            length, kept = (size - 1) * move + span - 2 * pad + extra, 2 * (span - pad - 1) + extra
            before = 0 if pad == 0 else max(span - 1 - (kept + 1) // 2, 0)
        y = np.take(y, range(before, before + length), axis)
    return y


FIRST = "channels_first"
TRANSPOSED = [
    *(
        case("Conv1DTranspose", (1, 4, 1), filters=1, kernel_size=taps, strides=move, padding=edge)
        for taps in (1, 2, 3, 4, 5)
        for move in (1, 2, 3)
        for edge in ("valid", "same")
    ),
    *(
        case("Conv1DTranspose", (1, 4, 1), filters=1, kernel_size=taps, strides=3, padding=edge,
             output_padding=extra)
        for taps in (3, 4, 5)
        for edge in ("valid", "same")
        for extra in (0, 1, 2)
    ),
    case("Conv1DTranspose", (1, 5, 2), filters=3, kernel_size=3, dilation_rate=2, padding="same"),
    case("Conv2DTranspose", (1, 3, 2, 2), filters=2, kernel_size=(3, 2), strides=2, padding="same"),
    case("Conv2DTranspose", (2, 2, 3, 2), filters=3, kernel_size=2, strides=(1, 2),
         data_format=FIRST, use_bias=False),
    case("Conv3DTranspose", (1, 2, 1, 2, 2), filters=1, kernel_size=2, strides=(2, 1, 3)),
]  # fmt: skip
CASES = [
    *TRANSPOSED,
    case("Conv1D", (2, 7, 3), filters=2, kernel_size=3),
    case("Conv1D", (1, 8, 2), filters=2, kernel_size=4, strides=3, padding="same"),
    case("Conv1D", (1, 7, 2), filters=2, kernel_size=3, strides=2, padding="same"),
    case("Conv1D", (1, 6, 2), filters=1, kernel_size=3, dilation_rate=2, padding="causal"),
    case("Conv1D", (1, 9, 1), filters=1, kernel_size=1, strides=4, padding="same"),
    case("Conv1D", (1, 5, 6), filters=4, kernel_size=2, groups=2),
    case("Conv1D", (1, 5, 4), filters=4, kernel_size=2, groups=4, use_bias=False),
    case("Conv2D", (1, 5, 4, 2), filters=2, kernel_size=(3, 2), strides=(2, 1), padding="same"),
    case("Conv2D", (1, 4, 5, 4), filters=2, kernel_size=(2, 3), data_format=FIRST),
    case("Conv2D", (1, 5, 6, 1), filters=2, kernel_size=2, dilation_rate=(3, 2)),
    case("Conv3D", (1, 3, 2, 4, 2), filters=2, kernel_size=(2, 1, 3), padding="same"),
    case("DepthwiseConv1D", (2, 6, 3), kernel_size=2, strides=2, depth_multiplier=2),
    case("DepthwiseConv1D", (1, 6, 2), kernel_size=3, dilation_rate=2, use_bias=False),
    case("DepthwiseConv2D", (1, 3, 4, 4), kernel_size=(2, 3), padding="same", data_format=FIRST),
    case("SeparableConv1D", (2, 6, 2), filters=3, kernel_size=3, strides=2, padding="same"),
    case("SeparableConv1D", (1, 6, 2), filters=1, kernel_size=2, use_bias=False),
    case(
        "SeparableConv2D",
        (1, 3, 4, 3),
        filters=2,
        kernel_size=(2, 3),
        depth_multiplier=2,
        data_format=FIRST,
    ),
    case("MaxPooling1D", (2, 7, 2), pool_size=3),
    case("MaxPooling1D", (1, 8, 2), pool_size=3, strides=2, padding="same"),
    case("AveragePooling1D", (1, 7, 2), pool_size=2, strides=3, padding="same"),
    case("AveragePooling2D", (1, 5, 4, 2), pool_size=(2, 3), strides=1, padding="same"),
    case("MaxPooling2D", (1, 2, 5, 4), pool_size=2, strides=(1, 2), data_format=FIRST),
    case("MaxPooling3D", (1, 2, 4, 3, 2), pool_size=(1, 2, 3)),
    case("GlobalMaxPooling1D", (2, 4, 3)),
    case("GlobalAveragePooling1D", (2, 4, 3), data_format=FIRST),
    case("GlobalAveragePooling2D", (2, 2, 3, 2), keepdims=True),
    case("GlobalMaxPooling2D", (2, 3, 2, 2), keepdims=True, data_format=FIRST),
    case("GlobalMaxPooling3D", (1, 2, 3, 2, 2)),
    *(
        case(f"Adaptive{how}Pooling1D", (1, steps, 2), output_size=count)
        for how in ("Max", "Average")
        for steps in (1, 4, 5, 6, 7)
        for count in (1, 2, 3, 4, 5, 6)
    ),
    case("AdaptiveMaxPooling1D", (2, 3, 5), output_size=(2,), data_format=FIRST),
    case("AdaptiveMaxPooling2D", (2, 5, 4, 2), output_size=3),
    case("AdaptiveAveragePooling2D", (1, 2, 5, 3), output_size=(2, 4), data_format=FIRST),
    case("AdaptiveAveragePooling3D", (1, 2, 5, 3, 2), output_size=(1, 3, 2)),
]


# Keras (3.15, on JAX) divides in float32, and so misplaces ends of sevenths and thirteenths.
IN_SEVENTHS = [
    case(f"Adaptive{how}Pooling1D", (1, steps, 2), output_size=7)
    for how in ("Max", "Average")
    for steps in (3, 6, 7, 11, 14)
]


@pytest.mark.parametrize("windowed", [*CASES, *IN_SEVENTHS], ids=str)
def test_a_cell_reads_what_it_says(windowed: Windowed) -> None:
    """A tap on padding is multiplied too, so that here padding is not 0."""
    function = function_of(windowed.layer, windowed.x.ndim - 2, padding=1)
    assert_cells_are_true(windowed.layer, function, windowed.x, windowed.weights)


def test_how_many_products_a_sum_has_is_said() -> None:
    for one, shape, said in (
        (layer("Conv1D", filters=2, kernel_size=3), (1, 7, 4), "the sum of 12 products and a bias"),
        (
            layer("Conv1D", filters=2, kernel_size=3, groups=2, use_bias=False),
            (1, 7, 4),
            "the sum of 6 products",
        ),
        (layer("DepthwiseConv1D", kernel_size=3), (1, 7, 4), "the sum of 3 products and a bias"),
        (
            layer("SeparableConv1D", filters=2, kernel_size=3, depth_multiplier=2),
            (1, 7, 4),
            "the sum of 32 products and a bias",  # 3 for each of 8, and 1 more for each
        ),
    ):
        facts = one(Tensor(shape))
        assert facts.cell
        assert str(facts.cell((0, 0, 0)).made) == said
