"""Kernels as they are kept: in full or in bytes, and adapted by two thin ones (LoRA)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product, step
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.rule import Shape, Weight, need

Quantization = Literal["int8"]
"""Whole numbers of one byte, and a scale that they are divided by when they are used."""


def adapter(kernel: Shape, rank: Dim | None, of: str = "kernel") -> dict[str, Weight]:
    """Two thin kernels whose product is added to a kernel that learns no more.

    They stay in float32, whatever the layer keeps its weights in.  A rank of 0 is none.
    """
    if rank is None or known(rank) == 0:
        return {}
    need(rank >= 1, "lora_rank must be at least 1, not {rank}", rank=rank)
    *outer, last = kernel
    return {
        f"lora_{of}_a": Weight((*outer, rank), dtype="float32"),
        f"lora_{of}_b": Weight((rank, last), dtype="float32"),
    }


def kept(
    kernel: Shape,
    beside: dict[str, Weight],
    quantization: Quantization | None = None,
    scale: Shape = (),
    of: str = "kernel",
) -> dict[str, Weight]:
    """A kernel and the weights `beside` it (a bias, an adapter), in Keras's order.

    In bytes it does not learn, so that it and its scale come after what does.
    """
    if quantization is None:
        return {of: Weight(kernel, not any(map(is_adapter, beside)))} | beside
    return beside | {
        of: Weight(kernel, False, "int8"),
        f"{of}_scale": Weight(scale, False),
    }


def is_adapter(name: str) -> bool:
    return name.startswith("lora_")


def rounding(quantization: Quantization | None, read: Dim, written: Dim) -> Dim:
    """What it takes to multiply in bytes: each number that is read is compared for the largest,
    scaled and rounded; each that is written is scaled back."""
    return 0 if quantization is None else 3 * read + written


def keeping(
    thin: dict[str, Weight],
    quantization: Quantization | None,
    read: Dim,
    written: Dim,
    through: Dim,
    places: Dim,
) -> tuple[Dim, Dim]:
    """The multiply-accumulates and the other operations that a kernel takes as it is kept, beside
    its own products.

    In full, an adapter's two kernels are multiplied, and the product is scaled and added to the
    kernel, once for all that is read.  A kernel in bytes cannot be added to: what is read goes
    `through` all of the first thin kernel but its last axis, and at each of so many `places`
    through the second.
    """
    macs: Dim = 0
    work = rounding(quantization, read, written)
    if thin:
        first, second = (weight.shape for weight in thin.values())
        if quantization is None:
            macs = product((*first, second[-1]))
            work = work + 2 * product((*first[:-1], second[-1]))
        else:
            macs = through * second[0] + product((places, *second))
            work = work + 2 * written
    return step("adapting", macs), work


def of_one(weights: Mapping[str, Weight], number: int) -> dict[str, tuple[range, ...]]:
    """The weights of one unit or filter: the last axis tells them apart, but for those of the first
    thin kernel, which all share."""
    return {
        name: whole(array.shape) if name.endswith("_a") else (*whole(array.shape[:-1]), one(number))
        for name, array in weights.items()
    }
