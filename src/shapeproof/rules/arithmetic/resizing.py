"""Resizing: which numbers of a short axis make one number of a longer one."""

from __future__ import annotations

from typing import Literal

Interpolation = Literal["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]
REACH = {"nearest": 0, "bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}
"""How many steps away a number still counts; with 0, only the nearest does."""


def mixed(place: int, length: int, times: int, reach: int) -> range:
    """The steps that are mixed for `place` of an axis `times` as long as `length`.

    Both axes span the same stretch, so the middle of `place` stands at
    (place + 1/2)/times - 1/2.  A step counts that is nearer than `reach`; where the middle
    falls right on a step, that step is all (the kernels are 0 at every other whole distance).

    >>> mixed(0, 4, 2, 1), mixed(1, 4, 2, 1), mixed(1, 4, 3, 1)
    (range(0, 1), range(0, 2), range(0, 1))
    """
    if reach == 0:
        return range(place // times, place // times + 1)
    step, beside = divmod(2 * place + 1 - times, 2 * times)
    if beside == 0:
        return range(step, step + 1)
    return range(max(step - reach + 1, 0), min(step + reach, length - 1) + 1)
