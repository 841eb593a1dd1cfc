"""Blocks: the places of a square dealt out from channels, and laid back onto them."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides
from shapeproof.rules.rule import Shape, need


def spread(sizes: Shape, channels: Dim, side: Dim) -> tuple[Shape, Dim]:
    """The sizes and channels when each block of channels becomes a square of places."""
    need_blocks(channels, side * side)
    return tuple(size * side for size in sizes), channels // (side * side)


def stacked(sizes: Shape, channels: Dim, side: Dim) -> tuple[Shape, Dim]:
    """The sizes and channels when the channels of each square lie on top of each other."""
    for size in sizes:
        need_blocks(size, side)
    return tuple(size // side for size in sizes), channels * side * side


def need_blocks(size: Dim, side: Dim) -> None:
    need(divides(side, size), "{size} cannot be dealt into blocks of {side}", size=size, side=side)
