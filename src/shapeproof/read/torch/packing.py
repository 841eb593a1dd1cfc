"""Sequences of different lengths, one behind the other, as torch packs them for its recurrences.

How long they are is a matter of numbers: those that somebody gave, else all are as long as can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from shapeproof.rules.rule import Facts, Tensor

torch: Any = import_module("torch")
NAMES = {
    "_pack_padded_sequence": "pack_padded_sequence",
    "_pad_packed_sequence": "pad_packed_sequence",
}
"""What torch calls the functions that pack and unpack, and what their users do."""


def moved(*inputs: Tensor, gives: tuple[Tensor, ...]) -> Facts:
    """Lays numbers elsewhere, and changes none."""
    return Facts(gives)


def packed(x: Any, lengths: Sequence[int]) -> tuple[Any, Any]:
    """The steps of all sequences in a row, and how many sequences have each step."""
    features = tuple(x.shape)[2:]
    data = torch.empty((sum(lengths), *features), dtype=x.dtype, device="meta")
    sizes = [sum(length > step for length in lengths) for step in range(max(lengths))]
    return data, torch.tensor(sizes)


def padded(data: Any, sizes: Sequence[int], batch_first: bool, longest: int) -> tuple[Any, Any]:
    """The sequences side by side again, and how long each of them is."""
    steps, batch = max(longest, len(sizes)), sizes[0]
    outer = (batch, steps) if batch_first else (steps, batch)
    x = torch.empty((*outer, *tuple(data.shape)[1:]), dtype=data.dtype, device="meta")
    lengths = [sum(size > place for size in sizes) for place in range(batch)]
    return x, torch.tensor(lengths)
