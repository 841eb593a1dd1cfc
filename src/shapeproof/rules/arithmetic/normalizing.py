"""What it costs to bring numbers to a common scale, in operations a value.

What is done once for many values (a root, a division by how many there are) is not counted.
`learnt` weights follow: a factor, an offset, or both, each an operation a value.
"""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.rule import Index, Shape

FOLLOW = {
    "gamma": say("{made}, times its gamma"),
    "scale": say("{made}, times its scale"),
    "beta": say("{made}, plus its beta"),
    "weight": say("{made}, times its weight"),
    "bias": say("{made}, plus its bias"),
}


def by_kept(learnt: int) -> int:
    """With a mean and a deviation that are kept: the one subtracted, divided by the other."""
    return 2 + learnt


def by_measured(learnt: int) -> int:
    """With those of the values: summed, the mean subtracted, squared, summed again, divided."""
    return 5 + learnt


def by_length(learnt: int) -> int:
    """By the root of their sum or mean of squares: squared, summed, divided."""
    return 3 + learnt


def then(made: Message, learnt: Iterable[str]) -> Message:
    """What learnt weights do to a normalised number, in words."""
    for weight in learnt:
        made = FOLLOW[weight]._replace(values={"made": made})
    return made


def chosen(**used: bool) -> list[str]:
    """The names of the weights that a layer uses."""
    return [name for name, yes in used.items() if yes]


def spanning(sizes: Shape, along: Iterable[int], index: Index) -> tuple[range, ...]:
    """Every place along some axes, and that of `index` along the others."""
    return tuple(
        range(int(size)) if i in along else one(place)
        for i, (size, place) in enumerate(zip(sizes, index))
    )
