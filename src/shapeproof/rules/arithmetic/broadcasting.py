"""Sizes that meet: axes on which inputs must agree, or where a size of 1 is stretched.

>>> from shapeproof.algebra.formula import Name
>>> from shapeproof.algebra.notation import worked
>>> broadcast((8, 3, 1), (3, 5))
(8, 3, 5)
>>> worked(together(Name("steps", 1), Name("width", 5)))
'max(1, 5) = 5'
>>> worked(together(Name("steps"), Name("width", 5)))
'5'
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from shapeproof.algebra.formula import Dim, Formula, PerExample
from shapeproof.algebra.words import equal, joined, maximum, minimum, same, step
from shapeproof.message import noun
from shapeproof.rules.rule import Index, Shape, need


def broadcast(*shapes: Shape) -> Shape:
    """The shape of what is made place by place of tensors whose last axes stand over each other.

    An input with fewer axes is used again at every place of those that it lacks.
    """
    rank = max(map(len, shapes))
    columns = [[shape[i] for shape in shapes if len(shape) >= -i] for i in range(-rank, 0)]
    return tuple(
        joined(partial(together, name=f"output size {i}"), sizes)
        for i, sizes in enumerate(columns, start=1)
    )


def together(a: Dim, b: Dim, name: str = "") -> Dim:
    """How long an axis gets that is `a` long in one input and `b` in another.

    Sizes are the same, or one is 1 and its number is used for every place: so that the result is
    the larger one.  A size that nobody knows can only be 1 or the other.
    """
    if a is b or (isinstance(a, Formula) and isinstance(b, Formula) and same(a, b)):
        return a
    if isinstance(a, PerExample) or isinstance(b, PerExample):
        return _with_batch(a, b)
    of_a, of_b = known(a), known(b)
    are_equal = of_a is not None and of_a == of_b
    need(
        equal(a, b) if are_equal else equal((a - b) * (a - 1) * (b - 1), 0),
        "sizes of {a} and {b} do not go together: they must be the same, or one of them 1",
        a=a,
        b=b,
    )
    if are_equal:
        return a
    if of_a and of_b:
        return step(name, maximum(a, b))
    if of_a == 1 or of_b == 1:
        return b if of_a == 1 else a
    if of_a is not None or of_b is not None:
        return b if of_a is None else a
    need(minimum(a, b) >= 1, "a size that is not known is taken to be at least 1")
    return step(name, maximum(a, b))


def _with_batch(a: Dim, b: Dim) -> Dim:
    """A batch that nobody stated takes the other size, unless that is 1."""
    batch, other = (a, b) if isinstance(a, PerExample) else (b, a)
    return batch if isinstance(other, PerExample) or known(other) == 1 else other


def agreed(sizes: Sequence[Dim], what: str) -> Dim:
    """The size that all inputs have along one axis.  One that is stated settles one that is not."""
    stated = [size for size in sizes if not isinstance(size, PerExample)] or sizes
    first, *others = stated
    for other in others:
        need(
            equal(first, other),
            "the inputs must agree on {what}, and have sizes of {first} and {other}; crop, pad or "
            "resize one of them",
            what=noun(what),
            first=first,
            other=other,
        )
    return next((size for size in stated if known(size) is not None), first)


def known(size: Dim) -> int | None:
    """The number that a size comes to, where it is one and somebody knows it."""
    if isinstance(size, Formula):
        return size.value
    return size if isinstance(size, int) else None


def behind(index: Index, shape: Shape) -> tuple[range, ...]:
    """Which place of an input of this shape is used for the place `index` of the output."""
    places = index[len(index) - len(shape) :]
    return tuple(
        range(1) if size == 1 else range(place, place + 1) for place, size in zip(places, shape)
    )
