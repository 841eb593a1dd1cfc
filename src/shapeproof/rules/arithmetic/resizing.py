"""Resizing: which numbers of a short axis make one number of a longer one."""

from __future__ import annotations

from typing import Literal

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
    if reach == 0:
        step = (2 * place + 1) * length // (2 * target)
        return range(step, step + 1)
    step, beside = divmod((2 * place + 1) * length - target, 2 * target)
    if beside == 0:
        return range(step, step + 1)
    return range(max(step - reach + 1, 0), min(step + reach, length - 1) + 1)


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
