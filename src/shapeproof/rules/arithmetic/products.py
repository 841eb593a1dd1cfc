"""Weighed sums: what dense layers, convolutions and gates have in common."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.message import Message, say
from shapeproof.rules.rule import Shape, Weight

Activation = object
"""`None` or `"linear"` where a layer writes its sums as they are."""


def bias(used: bool, size: Dim) -> dict[str, Weight]:
    """The weight that adds one number to each of `size` sums, where it is used."""
    return {"bias": Weight((size,))} if used else {}


def passes(use_bias: bool, activation: Activation) -> int:
    """How often each value is gone over after its sum: once for a bias, once for an activation."""
    return use_bias + is_active(activation)


def is_active(activation: Activation) -> bool:
    return activation not in (None, "linear")


def of_products(products: Dim, use_bias: bool) -> Message:
    """How products become one number, in words."""
    if use_bias:
        return say("the sum of {n:product|products} and a bias", n=products)
    return say("the sum of {n:product|products}", n=products)


def bias_at(used: bool, number: int) -> dict[str, tuple[range, ...]]:
    """Where the bias of one output channel stands, where it is used."""
    return {"bias": (one(number),)} if used else {}


def one(place: int) -> range:
    return range(place, place + 1)


def whole(sizes: Shape) -> tuple[range, ...]:
    """Every place of these axes."""
    return tuple(range(int(size)) for size in sizes)
