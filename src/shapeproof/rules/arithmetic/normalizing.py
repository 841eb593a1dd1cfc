"""What it costs to bring numbers to a common scale, in operations a value.

What is done once for many values (a root, a division by how many there are) is not counted.
`learnt` weights follow: a factor, an offset, or both, each an operation a value.
"""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.message import Message, say

FOLLOW = {
    "gamma": say("{made}, times its gamma"),
    "scale": say("{made}, times its scale"),
    "beta": say("{made}, plus its beta"),
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
