"""Resizing: which numbers of a short axis make one number of a longer one."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any, Literal

from shapeproof.algebra.formula import Dim, Formula
from shapeproof.algebra.words import step

if TYPE_CHECKING:
    from fractions import Fraction  # which costs a tenth of a run, and cells alone need it

Interpolation = Literal["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]
REACH = {"nearest": 0, "bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}
"""How many steps away a number still counts; with 0, only the nearest does."""


def mixed(place: int, length: int, target: int, reach: int) -> range:
    """The steps that are mixed for `place` of an axis that is made `target` long from `length`.

    Both axes span the same stretch, so the middle of `place` stands at
    (place + 1/2)*length/target - 1/2.  A step counts that is nearer than `reach`; where the middle
    falls right on a step, that step is all (the kernels are 0 at every other whole distance).

    >>> mixed(0, 4, 8, 1), mixed(1, 4, 8, 1), mixed(1, 4, 12, 1)
    (range(0, 1), range(0, 2), range(0, 1))
    """
    from fractions import Fraction

    middle = Fraction((2 * place + 1) * length - target, 2 * target)
    if reach:
        return around(middle, length, reach)
    return single((2 * place + 1) * length // (2 * target))


def around(position: Fraction, length: int, reach: int) -> range:
    """The steps of an axis that are nearer than `reach` to a position; the one that it falls
    right on is all."""
    at = floor(position)
    if at == position:
        return single(at)
    return range(max(at - reach + 1, 0), min(at + reach, length - 1) + 1)


def single(place: int) -> range:
    return range(place, place + 1)


def times(size: Dim, factor: float, name: str) -> Dim:
    """A size that many times, rounded down, as floats come to it.

    >>> times(5, 1.5, ""), times(100, 0.29, "")
    (7, 28)

    The float 0.29 is a little less than 29/100, so that 100 of them are rounded to 28; a formula
    takes the ratio that the author meant, and what floats lose from it.
    """
    if isinstance(size, int):
        return int(size * factor)
    if not isinstance(size, Formula):
        arrays: Any = size
        space = arrays.__array_namespace__()
        longer: Dim = space.astype(arrays * factor, space.int64)
        return longer
    ratio = ratio_of(factor)
    longer = size * ratio.numerator // ratio.denominator
    lost = 0 if size.value is None else int(size.value * factor) - floor(size.value * ratio)
    return step(name, longer + lost if lost > 0 else longer - -lost)


def ratio_of(factor: float) -> Fraction:
    """The simple ratio that a float stands for: 1/3 for 0.333…, 29/100 for 0.29."""
    from fractions import Fraction

    simple = Fraction(factor).limit_denominator(10_000)
    return simple if float(simple) == factor else Fraction(factor)


def cropped(height: int, width: int, high: int, wide: int) -> tuple[range, range]:
    """The middle of an image that has the proportions of `high` by `wide`, as large as it can be.

    >>> cropped(6, 10, 2, 2)
    (range(0, 6), range(2, 8))
    """
    lines = max(min(height, width * high // wide), 1)
    columns = max(min(width, height * wide // high), 1)
    return middle(height, lines), middle(width, columns)


def padded(height: int, width: int, high: int, wide: int) -> tuple[range, range]:
    """An image with edges around it that give it the proportions of `high` by `wide`.

    >>> padded(6, 10, 2, 2)
    (range(-2, 8), range(0, 10))
    """
    above = max(width * high // wide - height, 0) // 2
    beside = 0 if above else max(height * wide // high - width, 0) // 2
    return range(-above, height + above), range(-beside, width + beside)


def middle(length: int, kept: int) -> range:
    """The places of the middle of an axis."""
    start = (length - kept) // 2
    return range(start, start + kept)


def within(window: range, place: int, target: int, reach: int) -> range:
    """The steps of `window` that are mixed for `place` when it is made `target` long."""
    read = mixed(place, len(window), target, reach)
    return range(window.start + read.start, window.start + read.stop)
