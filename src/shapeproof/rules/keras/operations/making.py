"""Operations that make rows of numbers, and those whose numbers decide how many come out."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim, Name
from shapeproof.algebra.words import product
from shapeproof.rules.arithmetic import dtypes, pointwise
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import broadcast
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.rule import Facts, Rule, Tensor


def spaced(
    start: Tensor, stop: Tensor, *, num: Dim = 50, dtype: str | None = None, axis: int = 0
) -> Facts:
    """Goes from each number of the first input to that of the second in {num} steps, which lie
    along a new axis {axis}."""
    sizes = broadcast(*sizes_of(start, stop))
    at = from_front(axis, len(sizes) + 1)
    out = (*sizes[:at], num, *sizes[at:])
    given = dtypes.fractional(dtype or dtypes.firm(start.dtype))
    return Facts(Tensor(out, given), elementwise=product(out))


def powers(x: Tensor, *, N: Dim | None = None) -> Facts:
    """Writes the powers of every number along a new last axis.  Unless `N` says otherwise, there
    are as many as numbers."""
    return pointwise.powers(x, N, x.dtype)


def histogram(x: Tensor, *, bins: Dim = 10) -> Facts:
    """Counts how many numbers lie in each of {bins} stretches: their counts, and their limits."""
    work = product(sizes_of(x)[0])
    return Facts((Tensor((bins,), x.dtype), Tensor((bins + 1,), x.dtype)), elementwise=work)


def bincount(x: Tensor) -> Facts:
    """Counts along the last axis how often each whole number is there; how many there are to count
    only the numbers themselves tell."""
    need_rank(x, 1)
    [(*outer, _)] = sizes_of(x)
    return Facts(Tensor((*outer, Name("counts")), "int32"), elementwise=product(x.shape))


def nonzero(x: Tensor) -> Facts:
    """Finds the places of the numbers that are not 0, a tensor for each axis; how many there are
    only the numbers themselves tell."""
    [sizes] = sizes_of(x)
    found = Tensor((Name("places"),), "int32")
    return Facts((found,) * len(sizes), elementwise=product(sizes))


RULES = [
    Rule("linspace", spaced, beside="endpoint retstep"),
    Rule("geomspace", spaced, beside="endpoint"),
    Rule("logspace", spaced, beside="endpoint base"),
    Rule("vander", powers, beside="increasing"),
    Rule("histogram", histogram, beside="range"),
    Rule("bincount", bincount, beside="weights minlength sparse"),
    Rule("nonzero", nonzero),
]
