"""What a model reads where nobody says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Name
from shapeproof.message import Place
from shapeproof.read.source.torch.modules import Leaf, Module
from shapeproof.rules.rule import Layer, Tensor

LETTERS = {1: "L", 2: "HW", 3: "DHW"}
FIRST = 8
"""How many modules are looked at for one that tells what the model reads."""


class Guess(NamedTuple):
    """What a model may read, and where the module is made that reads it."""

    tensor: Tensor
    at: Place | None


def guesses(module: Module) -> Iterator[Guess]:
    """What the first modules of a model read: one of them is likely to read its input."""
    leaves = [part for _, part in module.tree() if isinstance(part, Leaf)]
    seen: list[tuple[tuple[Any, ...], str]] = []
    for leaf in leaves[:FIRST]:
        for told in reads(leaf.layer):
            if told not in seen:
                seen.append(told)
                shape, dtype = told
                sizes = (Name(size) if isinstance(size, str) else size for size in shape)
                yield Guess(Tensor(tuple(sizes), dtype), leaf.at)


def reads(layer: Layer) -> Iterator[tuple[tuple[Any, ...], str]]:
    """The shapes that a module takes, letters for the sizes that it leaves open."""
    known = {**layer.rule.defaults, **layer.rule.fixed, **layer.arguments}
    name, rank = layer.rule.name.removeprefix("Lazy"), known.get("rank")

    def size(argument: str) -> Any:
        """A lazy module does not say it."""
        return "C" if known.get(argument) is None else known[argument]

    match name.rstrip("123d"):
        case "Conv" | "ConvTranspose" if isinstance(rank, int):
            channels = size("in_channels")
            yield ("N", channels, *LETTERS[rank]), "float32"
        case "BatchNorm" | "InstanceNorm" if name[-2:] != "1d":
            yield ("N", size("num_features"), *LETTERS[int(name[-2])]), "float32"
        case "BatchNorm" | "InstanceNorm":
            yield ("N", size("num_features")), "float32"
            yield ("N", size("num_features"), "L"), "float32"
        case "Linear":
            yield ("N", size("in_features")), "float32"
            yield ("N", "L", size("in_features")), "float32"
        case "Embedding" | "EmbeddingBag":
            yield ("N", "L"), "int64"
            yield ("N",), "int64"
        case "LSTM" | "GRU" | "RNN":
            first = ("N", "L") if known.get("batch_first") else ("L", "N")
            yield (*first, known["input_size"]), "float32"
        case "LSTMCell" | "GRUCell" | "RNNCell":
            yield ("N", known["input_size"]), "float32"
        case "MultiheadAttention":
            first = ("N", "L") if known.get("batch_first") else ("L", "N")
            yield (*first, known["embed_dim"]), "float32"
        case "LayerNorm" | "RMSNorm":
            sizes = known["normalized_shape"]
            yield ("N", "L", *(sizes if isinstance(sizes, tuple) else (sizes,))), "float32"
        case "einops.Rearrange" | "einops.Reduce":
            axes = named_axes(known["pattern"])
            yield tuple("N" if i == 0 else axis for i, axis in enumerate(axes)), "float32"
        case "GroupNorm":
            yield ("N", known["num_channels"], "H", "W"), "float32"
        case _:
            return


def named_axes(pattern: str) -> list[Any]:
    """The axes that a pattern of einops reads, by letters; images have three channels.

    >>> named_axes("b c (h p1) (w p2) -> b (h w) (p1 p2 c)")
    ['B', 3, 'H', 'W']
    """
    left = pattern.partition("->")[0]
    groups = re.findall(r"\([^)]*\)|\S+", left)
    names = [(group.strip("() ").split() or ["1"])[0] for group in groups]
    is_image = len(names) >= 4
    return [3 if is_image and name == "c" else name.upper() for name in names]
