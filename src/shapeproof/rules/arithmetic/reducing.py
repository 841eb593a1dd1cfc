"""Numbers along some axes that make one, or that each number along them is made of."""

from __future__ import annotations

from collections.abc import Sequence

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import maximum, product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Tensor, need


def reduced(
    sizes: Shape,
    axes: Sequence[int],
    keepdims: bool,
    made: Message,
    dtype: str,
    passes: int = 1,
) -> Facts:
    """One number of all along these axes, for every place of the others."""

    def cell(index: Index) -> Reads:
        left = iter(index)
        read = []
        for i, size in enumerate(sizes):
            at = next(left) if keepdims or i not in axes else 0
            read.append(range(int(size)) if i in axes else one(at))
        return Reads((tuple(read),), made)

    out = Tensor(without(sizes, axes, keepdims), dtype)
    return Facts(out, elementwise=product(sizes) * passes, cell=cell)


def without(sizes: Shape, axes: Sequence[int], keepdims: bool = False) -> Shape:
    """The sizes that are left when these axes are gone over.

    >>> without((2, 3, 4), (1,)), without((2, 3, 4), (1,), keepdims=True)
    ((2, 4), (2, 1, 4))
    """
    if keepdims:
        return tuple(1 if i in axes else size for i, size in enumerate(sizes))
    return tuple(size for i, size in enumerate(sizes) if i not in axes)


def running(sizes: Shape, along: int, made: Message, dtype: str) -> Facts:
    """At each step along an axis, a number of all up to there."""

    def cell(index: Index) -> Reads:
        read = (range(at + 1) if i == along else one(at) for i, at in enumerate(index))
        return Reads((tuple(read),), made)

    return Facts(Tensor(sizes, dtype), elementwise=product(sizes), cell=cell)


def together(
    sizes: Shape, axes: Sequence[int], made: Message, dtype: str, passes: int = 1
) -> Facts:
    """At each place a number of all that lie along these axes."""

    def cell(index: Index) -> Reads:
        read = (range(int(sizes[i])) if i in axes else one(at) for i, at in enumerate(index))
        return Reads((tuple(read),), made)

    return Facts(Tensor(sizes, dtype), elementwise=product(sizes) * passes, cell=cell)


def neighbours(sizes: Shape, along: int, times: Dim, dtype: str) -> Facts:
    """How much each number along an axis differs from the one before it, taken so many times."""
    out = tuple(maximum(size - times, 0) if i == along else size for i, size in enumerate(sizes))

    def cell(index: Index) -> Reads:
        read = (range(at, at + int(times) + 1) if i == along else one(at)
                for i, at in enumerate(index))  # fmt: skip
        return Reads((tuple(read),), say("how much they differ"))

    return Facts(Tensor(out, dtype), elementwise=product(out) * times, cell=cell)


def areas(sizes: Shape, along: int, dtype: str) -> Facts:
    """What lies below the line through the numbers along an axis."""
    return reduced(sizes, (along,), False, say("the area below their line"), dtype, 2)


def by_shares(facts: Facts, q: Tensor, dtype: str) -> Facts:
    """A reduction for each of some shares: one of them, or a row along a new first axis."""
    need(len(q.shape) <= 1, "the shares are one number or a row of them")
    told = facts.cell
    assert told

    def cell(index: Index) -> Reads:
        share, places = index[: len(q.shape)], index[len(q.shape) :]
        found = told(places)
        return found._replace(inputs=(*found.inputs, tuple(map(one, share))))

    return facts._replace(output=Tensor((*q.shape, *facts.outputs[0].shape), dtype), cell=cell)


MADE = {
    "sum": say("their sum"),
    "mean": say("their mean"),
    "max": say("the largest"),
    "min": say("the smallest"),
    "prod": say("their product"),
    "argmax": say("the place of the largest"),
    "argmin": say("the place of the smallest"),
    "any": say("whether any of them holds"),
    "all": say("whether all of them hold"),
    "std": say("how far they are spread"),
    "var": say("how far they are spread, squared"),
    "median": say("the one in the middle of their order"),
    "ptp": say("how far the largest is from the smallest"),
    "logsumexp": say("log of the sum of exp of each"),
    "norm": say("the length that they have as a vector"),
}
"""What numbers make of themselves, under the names that reductions have in every framework."""
