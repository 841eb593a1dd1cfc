"""Series of samples: the frames that they are cut into, and their frequencies."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import step
from shapeproof.message import say
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.rule import Index, Reads

WAVES = say("a sum of waves")


def of_halves(index: Index) -> Reads:
    """A complex number of the two numbers of the last axis."""
    return Reads(((*map(one, index), range(2)),), say("a complex number of its two halves"))


def half_of(index: Index) -> Reads:
    """The real part of a complex number, or the imaginary one, along a new last axis."""
    return Reads((tuple(map(one, index[:-1])),), say("one half of a complex number"))


def framed(samples: Dim, length: Dim, stride: Dim) -> Dim:
    """How many frames there are."""
    if isinstance(samples, PerExample):
        return samples
    return step("frames", 1 + (samples - length) // stride)


def overlapped(frames: Dim, length: Dim, stride: Dim, center: bool) -> Dim:
    """How many samples frames hold that are laid over each other; without the half frame before the
    first and behind the last one where they stand at their centers."""
    samples = (frames - 1) * stride + length
    return samples - length // 2 * 2 if center else samples


def frequencies(samples: Dim) -> Dim:
    """How many frequencies so many real samples have: half of them, and one."""
    return step("frequencies", samples // 2 + 1)


def samples_of(frequencies: Dim) -> Dim:
    """How many samples so many frequencies are taken for, an even number."""
    return step("samples", 2 * (frequencies - 1))
