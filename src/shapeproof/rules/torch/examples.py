"""Inputs that a module takes, from what it was made with: so that its weights can be told before
it is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from shapeproof.algebra.words import product
from shapeproof.rules.rule import Layer, ShapeError, Tensor, Weight, noting

LARGE = 1 << 20
"""A size into which any window fits."""
Arguments = Mapping[str, Any]


def weights_of(layer: Layer) -> Mapping[str, Weight]:
    """The weights of a module that has not been called; none where nobody can tell."""
    example = EXAMPLES.get(layer.rule.name.removeprefix("quantized.dynamic."))
    if example is None:
        return {}
    known = {**layer.rule.defaults, **layer.rule.fixed, **layer.arguments}
    try:
        with noting():
            return layer(*example(known)).weights
    except (ShapeError, TypeError, ZeroDivisionError):
        return {}


def floats(*shape: Any) -> tuple[Tensor, ...]:
    return (Tensor(shape, "float32"),)


def of_windows(known: Arguments) -> tuple[Tensor, ...]:
    return floats(1, known["in_channels"], *[LARGE] * known["rank"])


def of_norm(rank: int) -> Callable[[Arguments], tuple[Tensor, ...]]:
    return lambda known: floats(2, known["num_features"], *[2] * rank)


def of_shape(known: Arguments) -> tuple[Tensor, ...]:
    shape = known["normalized_shape"]
    return floats(1, *(shape if isinstance(shape, tuple) else (shape,)))


def of_attention(known: Arguments) -> tuple[Tensor, ...]:
    width = known["embed_dim"]
    return tuple(
        Tensor((1, 1, width if size is None else size), "float32")
        for size in (width, known["kdim"], known["vdim"])
    )


def of_classes(known: Arguments) -> tuple[Tensor, ...]:
    return (*floats(1, known["in_features"]), Tensor((1,), "int64"))


def of_mixing(known: Arguments) -> tuple[Tensor, ...]:
    """What the left side of a pattern names, each name 1 long unless it is given a size."""
    groups = re.findall(r"\(.*?\)|[^\s.]+", known["pattern"].partition("->")[0])
    return floats(
        *(product(known.get(name, 1) for name in group.strip("()").split()) for group in groups)
    )


EXAMPLES: dict[str, Callable[[Arguments], tuple[Tensor, ...]]] = {
    **{f"Conv{rank}d": of_windows for rank in (1, 2, 3)},
    **{f"ConvTranspose{rank}d": of_windows for rank in (1, 2, 3)},
    "Linear": lambda known: floats(1, known["in_features"]),
    "NonDynamicallyQuantizableLinear": lambda known: floats(1, known["in_features"]),
    "Bilinear": lambda known: (
        *floats(1, known["in1_features"]),
        *floats(1, known["in2_features"]),
    ),
    **dict.fromkeys(("Embedding", "EmbeddingBag"), lambda known: (Tensor((1, 1), "int64"),)),
    "BatchNorm1d": of_norm(0),
    "BatchNorm2d": of_norm(2),
    "BatchNorm3d": of_norm(3),
    "SyncBatchNorm": of_norm(2),
    **{f"InstanceNorm{rank}d": of_norm(rank) for rank in (1, 2, 3)},
    **dict.fromkeys(("LayerNorm", "RMSNorm"), of_shape),
    "GroupNorm": lambda known: floats(2, known["num_channels"], 2),
    "PReLU": lambda known: floats(1, known["num_parameters"]),
    **dict.fromkeys(("RNN", "LSTM", "GRU"), lambda known: floats(1, 1, known["input_size"])),
    **dict.fromkeys(
        ("RNNCell", "LSTMCell", "GRUCell"), lambda known: floats(1, known["input_size"])
    ),
    "MultiheadAttention": of_attention,
    "AdaptiveLogSoftmaxWithLoss": of_classes,
    "einops.EinMix": of_mixing,
}
"""What each module that keeps weights reads."""
